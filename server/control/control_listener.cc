#include "server/control/control_listener.h"

#include <grpc/grpc.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <algorithm>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/clock.h"
#include "common/group.h"
#include "common/grpc/grpc_runtime.h"
#include "common/grpc/listen_uri.h"
#include "common/mutex.h"
#include "server/address_check.h"

namespace grpc_perf_msgr {
namespace {

// How often the queue that nobody waits for is looked into: how long a call of
// a method that there is not may wait for its answer.
constexpr int64_t kLookIntervalNs = 200 * kNanosPerMilli;

std::string ToText(const std::vector<Endpoint>& addresses) {
  return absl::StrJoin(addresses, ",",
                       [](std::string* out, const Endpoint& address) {
                         out->append(address.ToString());
                       });
}

// A server with a completion queue of its own runs synchronous services on
// threads that never poll: this is that queue. gRPC puts calls of unknown
// methods into it and they are answered when it is asked for events, which must
// happen now and then, but without waiting in it, for that is to poll.
class UnpolledQueue {
 public:
  explicit UnpolledQueue(std::unique_ptr<grpc::ServerCompletionQueue> queue)
      : queue_(std::move(queue)), thread_([this] { Body(); }) {}
  // After the server's shutdown.
  ~UnpolledQueue() {
    {
      const MutexLock lock(mutex_);
      ended_ = true;
    }
    end_.NotifyAll();
    thread_.join();
    queue_->Shutdown();
    void* tag = nullptr;
    bool ok = false;
    while (queue_->Next(&tag, &ok)) {
    }
  }
  UnpolledQueue(const UnpolledQueue&) = delete;
  UnpolledQueue& operator=(const UnpolledQueue&) = delete;

 private:
  void Body() {
    const MutexLock lock(mutex_);
    while (!ended_) {
      end_.WaitUntil(mutex_, SteadyNowNs() + kLookIntervalNs);
      void* tag = nullptr;
      bool ok = false;
      while (queue_->AsyncNext(&tag, &ok, gpr_inf_past(GPR_CLOCK_MONOTONIC)) ==
             grpc::CompletionQueue::GOT_EVENT) {
      }
    }
  }

  const std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  Mutex mutex_;
  ConditionVariable end_;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace

struct ControlListener::Impl {
  ControlServices& services;
  const bool beside_grpc;
  std::vector<Endpoint> bound;
  std::unique_ptr<UnpolledQueue> queue;
  std::unique_ptr<grpc::Server> server;
};

ControlListener::ControlListener(ControlServices& services, bool beside_grpc)
    : impl_(new Impl{services, beside_grpc, {}, nullptr, nullptr}) {}

ControlListener::~ControlListener() { Stop(0); }

absl::Status ControlListener::Start(const std::vector<Endpoint>& addresses) {
  grpc::ServerBuilder builder;
  // Otherwise a second server would share the port.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.SetMaxReceiveMessageSize(2 * kGroupPartBytes);
  std::vector<int> ports(addresses.size());
  for (size_t i = 0; i < addresses.size(); ++i) {
    absl::Status status = CheckListenAddress(addresses[i]);
    if (!status.ok()) return status;
    builder.AddListeningPort(GrpcListenUri(addresses[i]),
                             grpc::InsecureServerCredentials(), &ports[i]);
  }
  impl_->services.AddTo(builder);
  std::unique_ptr<grpc::ServerCompletionQueue> queue;
  if (impl_->beside_grpc) queue = builder.AddCompletionQueue();
  impl_->server = builder.BuildAndStart();
  if (impl_->server == nullptr) {
    if (queue != nullptr) queue->Shutdown();
    return absl::UnavailableError(absl::StrCat(
        "cannot listen on ", ToText(addresses),
        "; GRPC_VERBOSITY=error in the environment shows gRPC's reason"));
  }
  if (queue != nullptr) {
    impl_->queue = std::make_unique<UnpolledQueue>(std::move(queue));
  }
  impl_->bound = addresses;
  for (size_t i = 0; i < addresses.size(); ++i) {
    if (addresses[i].is_unix()) continue;
    impl_->bound[i].port = static_cast<uint16_t>(ports[i]);
  }
  return absl::OkStatus();
}

const std::vector<Endpoint>& ControlListener::bound() const {
  return impl_->bound;
}

void ControlListener::Stop(int64_t drain_timeout_ns) {
  if (impl_->server == nullptr) return;
  impl_->server->Shutdown(GrpcDeadline(drain_timeout_ns));
  impl_->queue.reset();
  impl_->server.reset();
}

}  // namespace grpc_perf_msgr
