// The transport `tcp`: raw frames on one socket, one blocking loop on one
// thread.
#ifndef GRPC_PERF_MSGR_CLIENT_TRANSPORT_TCP_TRANSPORT_H_
#define GRPC_PERF_MSGR_CLIENT_TRANSPORT_TCP_TRANSPORT_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "client/load/workload.h"
#include "client/transport/transport.h"
#include "common/tcp/frame.h"
#include "common/tcp/frame_writer.h"
#include "common/tcp/socket.h"
#include "proto/messenger.pb.h"

namespace grpc_perf_msgr {

// Takes every reply that one recv(2) brought, answers each with the next
// message, and hands the whole burst to one sendmsg(2). With
// FlushPolicy::kMessage, or when replies cost think time, each message goes out
// at once. Nothing is held longer than kMaxHoldNs.
class TcpTransport : public Transport {
 public:
  TcpTransport(const Workload& workload, absl::string_view payload);

  absl::Status Connect(int64_t timeout_ns, const StopSignal& stop) override;
  absl::Status Run(MessageWindow& window) override;

 private:
  absl::Status ExchangeHellos(int64_t deadline_ns, const StopSignal& stop);
  // Reads once, waiting no longer than kCheckIntervalNs. OK also when nothing
  // came; sets `received_`.
  absl::Status Read(bool wait);
  absl::Status WaitUntilReady();
  absl::Status TakeReplies(MessageWindow& window);
  absl::Status TakeReply(MessageWindow& window, const ReceivedFrame& frame);
  // Appends all that may be sent at `now_ns`.
  absl::Status Send(MessageWindow& window, int64_t now_ns);
  void AppendOp(uint64_t id);
  absl::Status Flush();

  const Workload& workload_;
  const absl::string_view payload_;
  Descriptor socket_;
  FrameReader reader_;
  FrameWriter writer_;
  bool flush_each_ = false;
  bool received_ = false;
  // When the oldest message that is not flushed was appended.
  int64_t waiting_since_ns_ = 0;
  // Codec protobuf.
  v1::Op op_;
  v1::OpReply reply_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_TRANSPORT_TCP_TRANSPORT_H_
