#include "client/compare/show/progress.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/compare/judge/summarize.h"
#include "client/compare/plan/point.h"
#include "client/compare/plan/scenario.h"
#include "client/report/numbers.h"
#include "common/clock.h"

namespace grpc_perf_msgr {
namespace {

// What a run takes beside warming up and measuring: starting the client,
// connecting, writing the record.
constexpr int64_t kRunOverheadNs = 150 * kNanosPerMilli;

}  // namespace

std::string FormatTimeLeft(int64_t left_ns) {
  const int64_t seconds = (left_ns + kNanosPerSecond / 2) / kNanosPerSecond;
  if (seconds < 60) return absl::StrCat(seconds, " s");
  if (seconds < 3600) {
    return absl::StrFormat("%d min %02d s", seconds / 60, seconds % 60);
  }
  return absl::StrFormat("%d h %02d min", seconds / 3600, seconds % 3600 / 60);
}

void CompareProgress::Begin(const v1::Scenario& scenario, size_t to_make,
                            size_t made) {
  to_make_ = to_make;
  made_before_ = made;
  made_ = 0;
  started_ns_ = SteadyNowNs();
  expected_run_ns_ = DurationNs(scenario) + WarmupNs(scenario) + kRunOverheadNs;
}

void CompareProgress::BeginFloor(const std::string& host) {
  if (quiet_ || !is_terminal_) return;
  Erase();
  out_ << "probing the network to " << host << std::flush;
}

void CompareProgress::EndFloor(const std::string& found) {
  Erase();
  if (!quiet_) out_ << found << std::flush;
}

std::string CompareProgress::Count() const {
  return absl::StrCat("run ", made_before_ + made_ + 1, " of ",
                      made_before_ + to_make_);
}

int64_t CompareProgress::LeftNs() const {
  const double run_ns = made_ == 0
                            ? static_cast<double>(expected_run_ns_)
                            : static_cast<double>(SteadyNowNs() - started_ns_) /
                                  static_cast<double>(made_);
  return static_cast<int64_t>(run_ns * static_cast<double>(to_make_ - made_));
}

void CompareProgress::BeginRun(const std::string& target,
                               const v1::Point& point) {
  if (quiet_ || !is_terminal_) return;
  Erase();
  out_ << Count() << ", " << FormatTimeLeft(LeftNs()) << " left: " << target
       << " at " << PointName(point) << std::flush;
}

void CompareProgress::EndRun(const v1::Run& run) {
  const std::string count = Count();
  ++made_;
  const bool succeeded = Succeeded(run);
  if (succeeded && (quiet_ || is_terminal_)) return;
  Erase();
  out_ << count << ": " << run.target() << " at " << PointName(run.point());
  if (succeeded) {
    out_ << ", "
         << FormatForPeople(run.result().summary().messages_per_second(), 0)
         << " msg/s";
  } else {
    out_ << " FAILED: " << run.result().status().code() << ": "
         << run.result().status().message();
  }
  if (!quiet_) out_ << "; " << FormatTimeLeft(LeftNs()) << " left";
  out_ << std::endl;
}

void CompareProgress::End() { Erase(); }

void CompareProgress::Erase() {
  if (is_terminal_ && !quiet_) out_ << "\r\x1b[K" << std::flush;
}

}  // namespace grpc_perf_msgr
