#include "client/load/message_window.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/clock.h"
#include "common/limits.h"
#include "common/payload.h"

namespace grpc_perf_msgr {

MessageWindow::MessageWindow(const WindowOptions& options,
                             const StopSignal* stop, ThinkTime* think,
                             LatencyHistogram* latency, DebugLog debug)
    : options_(options),
      stop_(stop),
      phases_(options.plan),
      think_(think != nullptr && think->enabled() ? think : nullptr),
      debug_(std::move(debug)),
      look_at_replies_(think_ != nullptr || debug_.on()),
      latency_(latency != nullptr ? latency : &own_latency_.emplace()),
      places_(options.window) {
  assert(options.window >= 1 && options.window <= kMaxWindow);
  assert((options.think_ns > 0) == thinks());
  free_places_.reserve(options.window);
  for (uint32_t place = options.window; place > 0; --place) {
    free_places_.push_back(place - 1);
  }
}

void MessageWindow::Start(int64_t now_ns) {
  phases_.Start(now_ns);
  last_progress_ns_ = now_ns;
  next_check_ns_ = now_ns + kCheckIntervalNs;
  Publish();
}

uint32_t MessageWindow::Sendable() const {
  const uint32_t room = options_.window - in_flight_;
  return static_cast<uint32_t>(std::min<uint64_t>(room, phases_.Remaining()));
}

uint64_t MessageWindow::Send(int64_t now_ns) {
  assert(Sendable() > 0);
  const uint32_t index = free_places_.back();
  free_places_.pop_back();
  Place& place = places_[index];
  place.sent_ns = now_ns;
  place.in_flight = true;
  place.measured = phases_.OnSend(now_ns) == Phase::kMeasure;
  if (place.measured && measured_sent_++ == 0) first_measured_send_ns_ = now_ns;
  if (in_flight_++ == 0) last_progress_ns_ = now_ns;
  const uint64_t id = place.uses * kMaxWindow + index;
  if (in_flight_ > look_above_) [[unlikely]] {
    LookAtSend(id);
  }
  ++sent_;
  published_sent_.store(sent_, std::memory_order_relaxed);
  published_phase_.store(phases_.phase(), std::memory_order_relaxed);
  return id;
}

void MessageWindow::LookAtSend(uint64_t id) {
  max_in_flight_ = std::max(max_in_flight_, in_flight_);
  if (!debug_.on()) {
    look_above_ = max_in_flight_;
    return;
  }
  debug_.Say("sent op ", id, ", ", options_.bytes, " bytes, ", in_flight_,
             " in flight");
  TellPhase();
}

int64_t MessageWindow::LookAtReply(uint64_t id, int64_t now_ns) {
  if (debug_.on()) {
    const Place& place = places_[id % kMaxWindow];
    debug_.Say("reply ", id, " after ",
               (now_ns - place.sent_ns) / kNanosPerMicro, " us, ", in_flight_,
               " in flight");
  }
  if (think_ != nullptr) now_ns = last_progress_ns_ = think_->ThinkAt(now_ns);
  return now_ns;
}

void MessageWindow::TellPhase() {
  if (phases_.phase() == told_phase_) return;
  told_phase_ = phases_.phase();
  debug_.Say("phase ", PhaseName(told_phase_), ", ", answered_,
             " messages answered");
}

absl::Status MessageWindow::CheckReply(uint64_t id, const PayloadView& data,
                                       std::optional<uint32_t> crc32c) const {
  const uint64_t index = id % kMaxWindow;
  const uint64_t use = id / kMaxWindow;
  if (index >= places_.size() || use > places_[index].uses ||
      (use == places_[index].uses && !places_[index].in_flight)) {
    return absl::InternalError(absl::StrCat("protocol broken: reply with id ",
                                            id, ", which was never sent"));
  }
  if (use < places_[index].uses) {
    return absl::InternalError(absl::StrCat("protocol broken: reply with id ",
                                            id, ", which was answered before"));
  }
  if (data.size() != options_.reply_bytes) {
    return absl::InternalError(absl::StrCat(
        "protocol broken: reply with id ", id, " carries ", data.size(),
        " bytes, ", options_.reply_bytes, " were asked for"));
  }
  if (!options_.verify) return absl::OkStatus();
  if (!crc32c.has_value()) {
    return absl::DataLossError(absl::StrCat(
        "reply with id ", id, " has no crc32c although its op had one"));
  }
  const uint32_t actual = Crc32c(data);
  if (actual != *crc32c) {
    return absl::DataLossError(absl::StrFormat(
        "reply with id %d: crc32c of its %d bytes is 0x%08x, it says 0x%08x",
        id, data.size(), actual, *crc32c));
  }
  return absl::OkStatus();
}

absl::Status MessageWindow::Receive(uint64_t id, const PayloadView& data,
                                    std::optional<uint32_t> crc32c,
                                    int64_t now_ns) {
  absl::Status status = CheckReply(id, data, crc32c);
  if (!status.ok()) {
    ++errors_;
    return status;
  }
  const uint32_t index = static_cast<uint32_t>(id % kMaxWindow);
  Place& place = places_[index];
  place.in_flight = false;
  ++place.uses;
  free_places_.push_back(index);
  --in_flight_;
  ++answered_;
  last_progress_ns_ = now_ns;
  if (place.measured) {
    latency_->Record(now_ns - place.sent_ns);
    ++measured_answered_;
    last_measured_reply_ns_ = now_ns;
  }
  if (look_at_replies_) [[unlikely]] {
    now_ns = LookAtReply(id, now_ns);
  }
  EndPhasesByTime(now_ns);
  Publish();
  return status;
}

void MessageWindow::EndPhasesByTime(int64_t now_ns) {
  phases_.Advance(now_ns);
  if (stop_->load(std::memory_order_relaxed) != StopLevel::kNone) {
    phases_.Stop();
  }
}

absl::Status MessageWindow::Check(int64_t now_ns) {
  next_check_ns_ = now_ns + kCheckIntervalNs;
  EndPhasesByTime(now_ns);
  Publish();
  if (debug_.on()) {
    TellPhase();
    const int64_t silent_ns = now_ns - last_progress_ns_;
    if (in_flight_ > 0 && silent_ns >= kCheckIntervalNs) {
      debug_.Say("stall: no reply for ", silent_ns / kNanosPerMicro, " us, ",
                 in_flight_, " in flight");
    }
  }
  const StopLevel stop = stop_->load(std::memory_order_relaxed);
  if (stop != StopLevel::kNone && in_flight_ > 0) {
    if (stopped_ns_ == 0) stopped_ns_ = now_ns;
    if (stop == StopLevel::kAbandon || now_ns - stopped_ns_ > kStopGraceNs) {
      return absl::CancelledError("stopped before all messages were answered");
    }
  }
  if (in_flight_ > 0 &&
      now_ns - last_progress_ns_ > options_.stall_timeout_ns) {
    return absl::DeadlineExceededError(absl::StrFormat(
        "stalled: no reply for %.3g s, the stall timeout",
        static_cast<double>(options_.stall_timeout_ns) / kNanosPerSecond));
  }
  return absl::OkStatus();
}

void MessageWindow::Publish() {
  published_answered_.store(answered_, std::memory_order_relaxed);
  published_measured_answered_.store(measured_answered_,
                                     std::memory_order_relaxed);
  published_phase_.store(phases_.phase(), std::memory_order_relaxed);
}

uint32_t MessageWindow::InFlight() const {
  // Read in this order the difference can't be negative.
  const uint64_t answered = published_answered_.load(std::memory_order_acquire);
  const uint64_t sent = published_sent_.load(std::memory_order_relaxed);
  const uint64_t in_flight = sent > answered ? sent - answered : 0;
  return static_cast<uint32_t>(std::min<uint64_t>(in_flight, options_.window));
}

uint64_t MessageWindow::AnsweredInAllPhases() const {
  return published_answered_.load(std::memory_order_relaxed);
}

uint64_t MessageWindow::MeasuredAnswered() const {
  return published_measured_answered_.load(std::memory_order_relaxed);
}

Phase MessageWindow::CurrentPhase() const {
  return published_phase_.load(std::memory_order_relaxed);
}

v1::Counts MessageWindow::Counts() const {
  v1::Counts counts;
  counts.set_sent(measured_sent_);
  counts.set_answered(measured_answered_);
  counts.set_lost(measured_sent_ - measured_answered_);
  counts.set_errors(errors_);
  counts.set_bytes_sent(measured_answered_ * options_.bytes);
  counts.set_bytes_received(measured_answered_ * options_.reply_bytes);
  counts.set_answered_all_phases(answered_);
  counts.set_max_in_flight(max_in_flight_);
  return counts;
}

v1::ThinkTimeUse MessageWindow::ThinkUse() const {
  return think_ != nullptr ? think_->Use() : v1::ThinkTimeUse();
}

std::string MessageWindow::Describe() const {
  std::string planned;
  if (options_.plan.ios > 0) {
    planned = absl::StrCat(" of ", options_.plan.ios);
  }
  return absl::StrCat(
      PhaseName(phases_.phase()), " phase, ", measured_answered_, planned,
      " measured messages answered, ", in_flight_, " in flight");
}

}  // namespace grpc_perf_msgr
