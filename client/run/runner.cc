#include "client/run/runner.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <memory>
#include <mutex>
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
constexpr std::chrono::milliseconds kLookInterval(20);

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

// Waits until all threads are connected; false when one could not, the observer
// refused or the user stopped. Lets the threads go, or home.
bool Gather(const Workload& workload, const StopSignal& stop, Meeting& meeting,
            RunObserver& observer) {
  bool go = true;
  {
    std::unique_lock<std::mutex> lock(meeting.mutex);
    while (meeting.arrived < workload.threads && meeting.failure.ok() &&
           stop.load() == StopLevel::kNone) {
      meeting.changed.wait_for(lock, kLookInterval);
    }
    go = meeting.failure.ok() && stop.load() == StopLevel::kNone;
  }
  absl::Status refusal;
  if (go) refusal = observer.OnConnected();
  go = go && refusal.ok();
  const std::lock_guard<std::mutex> lock(meeting.mutex);
  if (meeting.failure.ok()) meeting.failure = refusal;
  meeting.go = go;
  meeting.changed.notify_all();
  return go;
}

// Watches running threads until all are done: slices of time, the start of the
// measure phase, and that all stop when one fails or the user wants it.
void Watch(const Workload& workload, const StopSignal& user_stop,
           StopSignal& stop, Meeting& meeting, const ClientThreads& threads,
           RunObserver& observer, v1::Result& result) {
  const int64_t start_ns = SteadyNowNs();
  std::vector<const MessageWindow*> windows;
  for (const auto& thread : threads) windows.push_back(&thread->window());
  IntervalReporter reporter(workload, std::move(windows), start_ns);
  const auto report = [&](int64_t now_ns) {
    v1::Interval& interval = *result.add_intervals();
    interval = reporter.Next(now_ns);
    // The last slice is kept, but says nothing when it is but a sliver.
    const int64_t length_ns = interval.end_ns() - interval.start_ns();
    if (result.intervals_size() == 1 || length_ns > workload.interval_ns / 10) {
      observer.OnInterval(interval);
    }
  };
  bool measuring = false;
  int64_t next_interval_ns = start_ns + workload.interval_ns;
  for (bool done = false; !done;) {
    {
      std::unique_lock<std::mutex> lock(meeting.mutex);
      const std::chrono::nanoseconds left(
          std::max<int64_t>(0, next_interval_ns - SteadyNowNs()));
      done = meeting.changed.wait_for(
          lock, std::min<std::chrono::nanoseconds>(kLookInterval, left),
          [&] { return meeting.finished == workload.threads; });
      if (!meeting.failure.ok()) stop.store(StopLevel::kDrain);
    }
    if (user_stop.load() != StopLevel::kNone) stop.store(user_stop.load());
    if (!measuring && (done || AnyMeasuring(threads))) {
      measuring = true;
      observer.OnMeasureStarted(Answered(threads));
    }
    const int64_t now_ns = SteadyNowNs();
    observer.OnLook(now_ns);
    if (now_ns >= next_interval_ns && !done) {
      report(now_ns);
      next_interval_ns = now_ns + workload.interval_ns;
    }
  }
  observer.OnFinished(Answered(threads));
  report(SteadyNowNs());
}

// Starts all threads; where the system does not let us have so many, the
// failure is in `meeting` and fewer are returned.
ClientThreads StartThreads(const Workload& workload, absl::string_view payload,
                           const StopSignal& user_stop, const StopSignal& stop,
                           Meeting& meeting) {
  ClientThreads threads;
  for (uint32_t i = 0; i < workload.threads; ++i) {
    try {
      threads.push_back(std::make_unique<ClientThread>(
          i, workload, payload, user_stop, stop, meeting));
    } catch (const std::system_error& error) {
      const std::lock_guard<std::mutex> lock(meeting.mutex);
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
void Collect(const ClientThreads& threads, v1::Result& result) {
  constexpr int64_t kNever = std::numeric_limits<int64_t>::max();
  int64_t first_ns = kNever;
  int64_t last_ns = 0;
  LatencyHistogram latency;
  for (const auto& thread : threads) {
    const MessageWindow& window = thread->window();
    latency.Merge(window.latency());
    AddCounts(window.Counts(), *result.mutable_counts());
    MergeThinkTimeUse(window.ThinkUse(), *result.mutable_client_think());
    if (window.first_measured_send_ns() == 0) continue;
    first_ns = std::min(first_ns, window.first_measured_send_ns());
    last_ns = std::max(last_ns, window.last_measured_reply_ns());
  }
  *result.mutable_latency() = latency.ToProto();
  if (first_ns != kNever) {
    result.set_run_time_ns(std::max<int64_t>(0, last_ns - first_ns));
    result.set_started_unix_ns(UnixNowNs() - (SteadyNowNs() - first_ns));
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

v1::Result RunLoad(const Workload& workload, const StopSignal& user_stop,
                   RunObserver& observer) {
  v1::Result result;
  *result.mutable_conditions() = ToConditions(workload);
  result.mutable_client_think()->set_asked_ns(workload.window.think_ns);
  const std::string payload = MakePayload(workload.window.bytes);
  Meeting meeting;
  // Raised by the user's stop and by the failure of any thread.
  StopSignal stop{StopLevel::kNone};
  ClientThreads threads =
      StartThreads(workload, payload, user_stop, stop, meeting);
  if (Gather(workload, user_stop, meeting, observer)) {
    Watch(workload, user_stop, stop, meeting, threads, observer, result);
  }
  for (const auto& thread : threads) thread->Join();
  Collect(threads, result);
  const std::lock_guard<std::mutex> lock(meeting.mutex);
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
