// A rig whose transports are a script in memory: no socket, and time is what
// the script makes it.
#ifndef GRPC_PERF_MSGR_TEST_CLIENT_RUN_MEMORY_RIG_H_
#define GRPC_PERF_MSGR_TEST_CLIENT_RUN_MEMORY_RIG_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "client/load/message_window.h"
#include "client/load/recorder.h"
#include "client/load/workload.h"
#include "client/run/rig.h"
#include "client/transport/transport.h"
#include "test/common/manual_clock.h"

namespace grpc_perf_msgr {

// What one thread's transport does. `number` counts the transports from 0 in
// the order in which they run, which need not be that of the threads.
struct MemoryScript {
  std::function<absl::Status(const StopSignal&)> connect =
      [](const StopSignal&) { return absl::OkStatus(); };
  std::function<absl::Status(uint32_t number, MessageWindow&)> run;
};

class MemoryRig {
 public:
  explicit MemoryRig(MemoryScript script) : script_(std::move(script)) {}

  ManualClock& clock() { return clock_; }
  const Recorder& recorder() const { return recorder_; }
  // Valid as long as this.
  const Rig& rig() const { return rig_; }

 private:
  class MemoryTransport final : public Transport {
   public:
    explicit MemoryTransport(MemoryRig& rig) : rig_(rig) {}
    absl::Status Connect(int64_t, const StopSignal& stop) override {
      return rig_.script_.connect(stop);
    }
    absl::Status Run(MessageWindow& window) override {
      return rig_.script_.run(rig_.running_.fetch_add(1), window);
    }

   private:
    MemoryRig& rig_;
  };

  const MemoryScript script_;
  std::atomic<uint32_t> running_{0};
  ManualClock clock_{1000};
  Recorder recorder_;
  const Rig rig_{.make_transport =
                     [this](const Workload&, absl::string_view) {
                       return std::make_unique<MemoryTransport>(*this);
                     },
                 .clock = clock_,
                 .recorder = recorder_};
};

// Answers up to `most` messages, each `latency_ns` after the window was filled
// at `now_ns`, which goes on by that. Stops earlier when the window is done.
inline absl::Status AnswerInMemory(MessageWindow& window, uint64_t most,
                                   int64_t latency_ns, int64_t& now_ns) {
  std::vector<uint64_t> ids;
  const std::string reply(window.options().reply_bytes, 'r');
  uint64_t answered = 0;
  while (answered < most && !window.Done()) {
    while (window.Sendable() > 0) ids.push_back(window.Send(now_ns));
    now_ns += latency_ns;
    for (const uint64_t id : ids) {
      absl::Status status = window.Receive(id, reply, std::nullopt, now_ns);
      if (!status.ok()) return status;
      ++answered;
    }
    ids.clear();
  }
  return absl::OkStatus();
}

// The same for all of them.
inline absl::Status AnswerAll(MessageWindow& window, int64_t latency_ns,
                              int64_t now_ns) {
  return AnswerInMemory(window, UINT64_MAX, latency_ns, now_ns);
}

// Waits with messages in flight until the run is stopped, as a transport does.
inline absl::Status AwaitStop(MessageWindow& window, int64_t now_ns) {
  for (;;) {
    absl::Status status = window.Check(now_ns);
    if (!status.ok() || window.Done()) return status;
    // Time goes on once it is stopped, so that there is no stall before.
    if (window.SendingDone()) now_ns += kStopGraceNs / 4;
    std::this_thread::yield();
  }
}

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_CLIENT_RUN_MEMORY_RIG_H_
