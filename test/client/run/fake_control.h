// A Control service in the test's process.
#ifndef GRPC_PERF_MSGR_TEST_CLIENT_RUN_FAKE_CONTROL_H_
#define GRPC_PERF_MSGR_TEST_CLIENT_RUN_FAKE_CONTROL_H_

#include <grpcpp/server.h>

#include <cstdint>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "common/endpoint.h"
#include "common/mutex.h"
#include "proto/control.grpc.pb.h"

namespace grpc_perf_msgr {

// What becomes of a client that wants to join a group.
enum class GroupScript {
  kRefuses,
  // It starts, and then:
  kLetsItMerge,
  kTellsWhatAnotherMerged,
  kBreaksAfterHandIn,
};

// Every reading of the server's counters shows 1,000 messages and 2,000,000 ns
// of CPU more than the one before.
class FakeControl final : private v1::Control::Service {
 public:
  explicit FakeControl(GroupScript script = GroupScript::kRefuses);
  ~FakeControl() override;

  // Loopback, a free port.
  const Endpoint& endpoint() const { return endpoint_; }
  // What clients handed in or merged, as they sent it.
  std::string received() const;
  uint64_t readings() const;

 private:
  grpc::Status GetInfo(grpc::ServerContext* context,
                       const v1::GetInfoRequest* request,
                       v1::GetInfoResponse* response) override;
  grpc::Status GetCounters(grpc::ServerContext* context,
                           const v1::GetCountersRequest* request,
                           v1::GetCountersResponse* response) override;
  grpc::Status JoinGroup(grpc::ServerContext* context,
                         const v1::GroupJoin* join,
                         grpc::ServerWriter<v1::GroupReply>* stream) override;
  grpc::Status TellGroup(grpc::ServerContext* context,
                         const v1::GroupTell* tell,
                         v1::GroupTold* told) override;

  v1::ServerCounters Read() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Waits for the last part of what the client sends next.
  std::string AwaitParts();

  const GroupScript script_;
  mutable Mutex mutex_;
  ConditionVariable changed_;
  uint64_t readings_ ABSL_GUARDED_BY(mutex_) = 0;
  std::string received_ ABSL_GUARDED_BY(mutex_);
  // The next part is the first of something.
  bool begins_ ABSL_GUARDED_BY(mutex_) = true;
  bool complete_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  Endpoint endpoint_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_CLIENT_RUN_FAKE_CONTROL_H_
