#include "client/run/runner.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/load/counts.h"
#include "client/run/client_thread.h"
#include "client/run/interval_reporter.h"
#include "common/clock.h"
#include "common/payload.h"

namespace grpc_perf_msgr {
namespace {

// How often the watching thread looks around: bounds how late a stop, a phase
// or the end is noticed.
constexpr int64_t kLookIntervalNs = 20 * kNanosPerMilli;

using ClientThreads = std::vector<std::unique_ptr<ClientThread>>;

v1::RunStatus ToRunStatus(const absl::Status& status) {
  v1::RunStatus run_status;
  run_status.set_code(absl::StatusCodeToString(status.code()));
  run_status.set_message(std::string(status.message()));
  return run_status;
}

uint64_t Answered(const ClientThreads& threads) {
  uint64_t answered = 0;
  for (const auto& thread : threads) {
    answered += thread->window().AnsweredInAllPhases();
  }
  return answered;
}

bool AnyMeasuring(const ClientThreads& threads) {
  return std::any_of(threads.begin(), threads.end(), [](const auto& thread) {
    return thread->window().CurrentPhase() != Phase::kWarmup;
  });
}

// Waits until all threads are connected; false when one could not, or the user
// stopped.
bool AwaitConnected(const Workload& workload, const StopSignal& stop,
                    Meeting& meeting) {
  const MutexLock lock(meeting.mutex);
  while (meeting.arrived < workload.threads && meeting.failure.ok() &&
         stop.load() == StopLevel::kNone) {
    meeting.changed.WaitUntil(meeting.mutex, SteadyNowNs() + kLookIntervalNs);
  }
  return meeting.failure.ok() && stop.load() == StopLevel::kNone;
}

// Waits until all threads are connected. Lets the threads go and returns when,
// by `clock`; or lets them go home: one could not, the observer refused or the
// user stopped.
std::optional<int64_t> Gather(const Workload& workload, Clock& clock,
                              const StopSignal& stop, Meeting& meeting,
                              RunObserver& observer) {
  bool go = AwaitConnected(workload, stop, meeting);
  absl::Status refusal;
  if (go) refusal = observer.OnConnected();
  // That may have taken a while.
  if (refusal.ok() && stop.load() != StopLevel::kNone) {
    refusal = absl::CancelledError("stopped before the run began");
  }
  go = go && refusal.ok();
  const MutexLock lock(meeting.mutex);
  if (meeting.failure.ok()) meeting.failure = refusal;
  // Read before any of them can run.
  const int64_t now_ns = clock.NowNs();
  meeting.go = go;
  meeting.changed.NotifyAll();
  if (!go) return std::nullopt;
  return now_ns;
}

// Watches running threads until all are done: slices of time, the start of the
// measure phase, and that all stop when one fails or the user wants it.
class Watch {
 public:
  // `start_ns`: when the threads were let go.
  Watch(const Workload& workload, Clock& clock, int64_t start_ns,
        const ClientThreads& threads, RunObserver& observer, v1::Result& result)
      : workload_(workload),
        clock_(clock),
        threads_(threads),
        observer_(observer),
        result_(result),
        start_ns_(start_ns),
        reporter_(workload, Windows(threads), start_ns_) {}

  // Raises `stop` when one of the threads fails or the user stops.
  void Run(const StopSignal& user_stop, StopSignal& stop, Meeting& meeting) {
    bool measuring = false;
    int64_t next_interval_ns = start_ns_ + workload_.interval_ns;
    for (bool done = false; !done;) {
      done = Look(next_interval_ns - clock_.NowNs(), stop, meeting);
      if (user_stop.load() != StopLevel::kNone) stop.store(user_stop.load());
      if (!measuring && (done || AnyMeasuring(threads_))) {
        measuring = true;
        observer_.OnMeasureStarted(Answered(threads_));
      }
      const int64_t now_ns = clock_.NowNs();
      observer_.OnLook(now_ns);
      if (now_ns >= next_interval_ns && !done) {
        Report(now_ns);
        next_interval_ns = now_ns + workload_.interval_ns;
      }
    }
    observer_.OnFinished(Answered(threads_), EndedWell(user_stop, meeting));
    Report(clock_.NowNs());
  }

 private:
  static bool EndedWell(const StopSignal& user_stop, Meeting& meeting) {
    const MutexLock lock(meeting.mutex);
    return meeting.failure.ok() && user_stop.load() == StopLevel::kNone;
  }
  static std::vector<const MessageWindow*> Windows(
      const ClientThreads& threads) {
    std::vector<const MessageWindow*> windows;
    windows.reserve(threads.size());
    for (const auto& thread : threads) windows.push_back(&thread->window());
    return windows;
  }

  // Waits for news, `left_ns` at most. True: all threads are done.
  bool Look(int64_t left_ns, StopSignal& stop, Meeting& meeting) const {
    const int64_t until_ns =
        SteadyNowNs() + std::clamp<int64_t>(left_ns, 0, kLookIntervalNs);
    const MutexLock lock(meeting.mutex);
    while (meeting.finished < workload_.threads &&
           meeting.changed.WaitUntil(meeting.mutex, until_ns)) {
    }
    if (!meeting.failure.ok()) stop.store(StopLevel::kDrain);
    return meeting.finished == workload_.threads;
  }

  void Report(int64_t now_ns) {
    v1::Interval& interval = *result_.add_intervals();
    interval = reporter_.Next(now_ns);
    // The last slice is kept, but says nothing when it is but a sliver.
    const int64_t length_ns = interval.end_ns() - interval.start_ns();
    if (result_.intervals_size() == 1 ||
        length_ns > workload_.interval_ns / 10) {
      observer_.OnInterval(interval);
    }
  }

  const Workload& workload_;
  Clock& clock_;
  const ClientThreads& threads_;
  RunObserver& observer_;
  v1::Result& result_;
  const int64_t start_ns_;
  IntervalReporter reporter_;
};

// Starts all threads; where the system does not let us have so many, the
// failure is in `meeting` and fewer are returned.
ClientThreads StartThreads(const Workload& workload, absl::string_view payload,
                           const Rig& rig, const StopSignal& user_stop,
                           const StopSignal& stop, Meeting& meeting) {
  ClientThreads threads;
  for (uint32_t i = 0; i < workload.threads; ++i) {
    try {
      threads.push_back(std::make_unique<ClientThread>(
          i, workload, payload, rig, user_stop, stop, meeting));
    } catch (const std::system_error& error) {
      const MutexLock lock(meeting.mutex);
      meeting.failure = absl::ResourceExhaustedError(
          absl::StrCat("could not start client thread ", i, " of ",
                       workload.threads, ": ", error.what()));
      meeting.failed_thread = i;
      break;
    }
  }
  return threads;
}

// Merges what the threads measured; they have been joined.
void Collect(const ClientThreads& threads, const Rig& rig, v1::Result& result) {
  constexpr int64_t kNever = std::numeric_limits<int64_t>::max();
  int64_t first_ns = kNever;
  int64_t last_ns = 0;
  for (const auto& thread : threads) {
    const MessageWindow& window = thread->window();
    AddCounts(window.Counts(), *result.mutable_counts());
    MergeThinkTimeUse(window.ThinkUse(), *result.mutable_client_think());
    if (window.first_measured_send_ns() == 0) continue;
    first_ns = std::min(first_ns, window.first_measured_send_ns());
    last_ns = std::max(last_ns, window.last_measured_reply_ns());
  }
  *result.mutable_latency() = rig.recorder.Merged().ToProto();
  if (first_ns != kNever) {
    result.set_run_time_ns(std::max<int64_t>(0, last_ns - first_ns));
    result.set_started_unix_ns(UnixNowNs() - (rig.clock.NowNs() - first_ns));
  }
  for (const auto& thread : threads) {
    const MessageWindow& window = thread->window();
    v1::ThreadResult& entry = *result.add_threads();
    entry.set_index(static_cast<uint32_t>(result.threads_size()) - 1);
    *entry.mutable_counts() = window.Counts();
    if (window.first_measured_send_ns() != 0) {
      entry.set_started_after_ns(window.first_measured_send_ns() - first_ns);
      entry.set_run_time_ns(std::max<int64_t>(
          0,
          window.last_measured_reply_ns() - window.first_measured_send_ns()));
    }
    entry.set_mean_latency_ns(window.latency().MeanNs());
    entry.set_user_ns(thread->usage().user_ns);
    entry.set_system_ns(thread->usage().system_ns);
    *entry.mutable_status() = ToRunStatus(thread->status());
  }
}

}  // namespace

v1::Result RunLoad(const Workload& workload, const Rig& rig,
                   const StopSignal& user_stop, RunObserver& observer) {
  v1::Result result;
  *result.mutable_conditions() = ToConditions(workload);
  result.mutable_client_think()->set_asked_ns(workload.window.think_ns);
  const std::string payload = MakePayload(workload.window.bytes);
  Meeting meeting;
  // Raised by the user's stop and by the failure of any thread.
  StopSignal stop{StopLevel::kNone};
  ClientThreads threads =
      StartThreads(workload, payload, rig, user_stop, stop, meeting);
  if (const std::optional<int64_t> start_ns =
          Gather(workload, rig.clock, user_stop, meeting, observer)) {
    Watch(workload, rig.clock, *start_ns, threads, observer, result)
        .Run(user_stop, stop, meeting);
  }
  for (const auto& thread : threads) thread->Join();
  Collect(threads, rig, result);
  const MutexLock lock(meeting.mutex);
  absl::Status status = meeting.failure;
  if (user_stop.load() != StopLevel::kNone &&
      (status.ok() || absl::IsCancelled(status))) {
    status = absl::CancelledError("stopped by the user");
  } else if (!status.ok() && workload.threads > 1 && meeting.failed_thread) {
    status = absl::Status(status.code(),
                          absl::StrCat("thread ", *meeting.failed_thread, ": ",
                                       status.message()));
  }
  *result.mutable_status() = ToRunStatus(status);
  return result;
}

}  // namespace grpc_perf_msgr
