// Control.JoinGroup: the stream to one client of a group.
#ifndef GRPC_PERF_MSGR_SERVER_GROUP_GROUP_STREAM_H_
#define GRPC_PERF_MSGR_SERVER_GROUP_GROUP_STREAM_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/status.h>
#include <grpcpp/support/sync_stream.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "proto/control.grpc.pb.h"
#include "server/group/group_meeting.h"

namespace grpc_perf_msgr {

// Holds a thread of the synchronous service for as long as the client takes
// part. It sleeps on a condition variable and looks twice a second whether its
// client is still there. It must not wait in a read: such a thread polls, takes
// the I/O of the load's connections, and costs the load two context switches a
// message at 1x1.
class GroupStream {
 public:
  using Stream = grpc::ServerWriter<v1::GroupReply>;

  // All must outlive it. `counters` reads the server's, on any thread.
  GroupStream(grpc::ServerContext& context, Stream& stream,
              GroupMeeting& meeting,
              std::function<v1::ServerCounters()> counters)
      : context_(context),
        stream_(stream),
        meeting_(meeting),
        counters_(std::move(counters)) {}

  // Serves the stream to its end; returns how it ended.
  grpc::Status Run(const v1::GroupJoin& join);

 private:
  static constexpr size_t kMaxStreams = 2000;

  grpc::Status TakeSeat(const v1::GroupJoin& join);
  grpc::Status WaitForStart();
  grpc::Status WaitForMerge();
  // This client merges.
  grpc::Status LetMerge();
  grpc::Status SendReports();
  grpc::Status SendMerged();

  // Called by those who wait: tells the client what it
  // waits for when that is new or it is time to be heard of, else sleeps. With
  // no text says nothing. An error when the client is gone.
  grpc::Status Wait(const std::string& text)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(meeting_.mutex);
  // Looks after the group.
  void Look() ABSL_EXCLUSIVE_LOCKS_REQUIRED(meeting_.mutex);
  bool Write(const v1::GroupReply& reply) { return stream_.Write(reply); }
  bool WriteParts(const std::string& bytes);

  ClientGroup& group() { return *place_.group; }

  grpc::ServerContext& context_;
  Stream& stream_;
  GroupMeeting& meeting_;
  const std::function<v1::ServerCounters()> counters_;
  uint64_t ticket_ = 0;
  GroupBoard::Place place_;
  // What the client was last told of, and when.
  std::string told_;
  int64_t told_ns_ = 0;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_GROUP_GROUP_STREAM_H_
