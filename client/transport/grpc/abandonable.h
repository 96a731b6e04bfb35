// A gRPC transport whose operations may never come back.
#ifndef GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_ABANDONABLE_H_
#define GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_ABANDONABLE_H_

#include <concepts>
#include <cstdint>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "client/load/workload.h"
#include "client/transport/transport.h"

namespace grpc_perf_msgr {

// How long an operation that was cancelled may take to come back.
inline constexpr int64_t kCancelTimeoutNs = 1'000'000'000;

// Keeps `what` as long as the process lives. Any thread.
void KeepForGood(std::shared_ptr<void> what);

// Cancels what is in flight and waits for it, `timeout_ns` at most. False: some
// of it is gRPC's still, and the transport must not be destroyed.
template <typename T>
concept Drainable = requires(T transport, int64_t timeout_ns) {
  { transport.Drain(timeout_ns) } -> std::same_as<bool>;
};

// A call that is cancelled while its bytes wait in a socket is over for gRPC
// only when they are written: never, when the server is frozen and its buffers
// are full (seen with 1.51.1). No call of gRPC's closes such a connection, so
// the transport is left to it, with all that it points to.
template <Drainable T>
class Abandonable final : public Transport {
 public:
  Abandonable(const Workload& workload, absl::string_view payload)
      : transport_(std::make_shared<T>(workload, payload)) {}
  Abandonable(const Abandonable&) = delete;
  Abandonable& operator=(const Abandonable&) = delete;
  ~Abandonable() override {
    if (!transport_->Drain(kCancelTimeoutNs)) {
      KeepForGood(std::move(transport_));
    }
  }

  absl::Status Connect(int64_t timeout_ns, const StopSignal& stop) override {
    return transport_->Connect(timeout_ns, stop);
  }
  absl::Status Run(MessageWindow& window) override {
    return transport_->Run(window);
  }

 private:
  std::shared_ptr<T> transport_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_ABANDONABLE_H_
