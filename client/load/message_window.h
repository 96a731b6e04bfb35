// The window of one client thread: which messages are in flight, what may be
// sent next, and what each reply means. All transports share it; it does no
// I/O.
#ifndef GRPC_PERF_MSGR_CLIENT_LOAD_MESSAGE_WINDOW_H_
#define GRPC_PERF_MSGR_CLIENT_LOAD_MESSAGE_WINDOW_H_

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "client/load/latency_histogram.h"
#include "client/load/phase.h"
#include "common/debug.h"
#include "common/limits.h"
#include "common/payload.h"
#include "common/think_time.h"
#include "proto/result.pb.h"

namespace grpc_perf_msgr {

// How a running load is asked to end early. Any thread may raise it; all
// windows of a run look at the same one.
enum class StopLevel : int {
  kNone = 0,
  // Send nothing more; wait a moment for what is in flight.
  kDrain = 1,
  // Leave at once.
  kAbandon = 2,
};
using StopSignal = std::atomic<StopLevel>;

// How long after StopLevel::kDrain replies are awaited, in ns.
inline constexpr int64_t kStopGraceNs = 1'000'000'000;

struct WindowOptions {
  // Most messages in flight, 1..kMaxWindow.
  uint32_t window = 1;
  PhasePlan plan;
  // Payload of an Op, and of its reply.
  uint64_t bytes = 0;
  uint32_t reply_bytes = 0;
  // Whether payloads carry a crc32c, and replies must.
  bool verify = false;
  int64_t think_ns = 0;
  ThinkMode think_mode = ThinkMode::kSleep;
  // No reply for so long while messages are in flight is a failure.
  int64_t stall_timeout_ns = 10'000'000'000;
};

// Driven by one transport on one thread. Times are ns on the steady clock, as
// arguments: it reads no clock. Functions marked "any thread" may be called
// beside the others.
class MessageWindow {
 public:
  // `stop` must outlive it. So must `think`, the think time that each reply
  // costs; null when none does (options.think_ns is then 0). And so must
  // `latency`, which it records into; null: into one of its own. `debug` is
  // told of every send, reply, change of phase and stall.
  MessageWindow(const WindowOptions& options, const StopSignal* stop,
                ThinkTime* think = nullptr, LatencyHistogram* latency = nullptr,
                DebugLog debug = {});

  // The load begins.
  void Start(int64_t now_ns);

  // How many messages may be sent right now. Falls to 0 without a reply only
  // when sending ends.
  uint32_t Sendable() const;

  // One message, allowed by Sendable(), is handed to the transport now. Returns
  // its id.
  uint64_t Send(int64_t now_ns);

  // A reply was dispatched at `now_ns`: frees its place, records its latency,
  // spends the think time. An error means that the peer broke the protocol
  // (INTERNAL: unknown id, id twice, wrong size; DATA_LOSS: wrong or missing
  // crc32c); the run is then over.
  absl::Status Receive(uint64_t id, const PayloadView& data,
                       std::optional<uint32_t> crc32c, int64_t now_ns);
  // When the reply that Receive took last was dealt with, think time included:
  // the time at which the message that takes its place is sent. Until the next
  // Send.
  int64_t received_ns() const { return last_progress_ns_; }

  // To be called at WakeAtNs() at the latest when no reply arrives before. Lets
  // phases end by time. DEADLINE_EXCEEDED: no reply for the stall timeout.
  // CANCELLED: asked to stop, and either at once or the grace time is over.
  absl::Status Check(int64_t now_ns);
  // Until when its thread may wait for a reply: kCheckIntervalNs after the last
  // check, or when a phase ends, if that is before. May be in the past while
  // replies keep coming; the check is then due when the first one does not.
  int64_t WakeAtNs() const {
    return std::min(next_check_ns_, phases_.ends_ns());
  }
  static constexpr int64_t kCheckIntervalNs = 50'000'000;

  // Nothing more will ever be sent.
  bool SendingDone() const { return phases_.phase() == Phase::kDrain; }
  // And all is answered.
  bool Done() const { return SendingDone() && in_flight_ == 0; }

  // Whether a reply costs think time: nothing may then be held back across it.
  bool thinks() const { return think_ != nullptr; }
  const WindowOptions& options() const { return options_; }

  // Any thread.
  uint32_t InFlight() const;
  uint64_t AnsweredInAllPhases() const;
  uint64_t MeasuredAnswered() const;
  Phase CurrentPhase() const;
  const LatencyHistogram& latency() const { return *latency_; }

  // After the transport has returned.
  v1::Counts Counts() const;
  // What was spent in all phases; empty without think time.
  v1::ThinkTimeUse ThinkUse() const;
  // First measured send and last measured reply; 0 when there was none.
  int64_t first_measured_send_ns() const { return first_measured_send_ns_; }
  int64_t last_measured_reply_ns() const { return last_measured_reply_ns_; }
  // "measure phase, 99 of 1000 measured messages answered, 32 in flight"
  std::string Describe() const;

 private:
  // A place in the window. An id names its place and how often that place was
  // used before: id = uses * kMaxWindow + place. So an id is unique, finding
  // its place takes no search, and an id that comes twice is told from one that
  // was never sent.
  struct Place {
    uint64_t uses = 0;
    int64_t sent_ns = 0;
    bool in_flight = false;
    bool measured = false;
  };

  absl::Status CheckReply(uint64_t id, const PayloadView& data,
                          std::optional<uint32_t> crc32c) const;
  // What is not done for most messages: in_flight_ is above look_above_, or a
  // reply costs think time or is told of.
  void LookAtSend(uint64_t id);
  int64_t LookAtReply(uint64_t id, int64_t now_ns);
  void TellPhase();
  void EndPhasesByTime(int64_t now_ns);
  void Publish();

  const WindowOptions options_;
  const StopSignal* const stop_;
  PhaseTracker phases_;
  ThinkTime* const think_;
  const DebugLog debug_;
  // Telling of messages costs those nothing that are not told of: it hides
  // behind tests that are made anyway, for think time and for the highest
  // number in flight.
  const bool look_at_replies_;
  std::optional<LatencyHistogram> own_latency_;
  LatencyHistogram* const latency_;

  std::vector<Place> places_;
  std::vector<uint32_t> free_places_;
  uint32_t in_flight_ = 0;
  uint32_t max_in_flight_ = 0;
  // max_in_flight_; 0 when every send is looked at.
  uint32_t look_above_ = 0;
  uint64_t sent_ = 0;
  uint64_t answered_ = 0;
  uint64_t measured_sent_ = 0;
  uint64_t measured_answered_ = 0;
  uint64_t errors_ = 0;
  int64_t first_measured_send_ns_ = 0;
  int64_t last_measured_reply_ns_ = 0;
  // When something last moved: a reply, or a send into an empty window.
  int64_t last_progress_ns_ = 0;
  int64_t next_check_ns_ = 0;
  // When Check first saw a stop; 0: not yet.
  int64_t stopped_ns_ = 0;
  Phase told_phase_ = Phase::kWarmup;

  // Copies for other threads to read; written by the owning thread alone.
  std::atomic<uint64_t> published_sent_{0};
  std::atomic<uint64_t> published_answered_{0};
  std::atomic<uint64_t> published_measured_answered_{0};
  std::atomic<Phase> published_phase_{Phase::kWarmup};
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_LOAD_MESSAGE_WINDOW_H_
