#include "client/report/progress.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/report/numbers.h"

namespace grpc_perf_msgr {
namespace {

// Narrow enough for any terminal: a bar that wraps can't be erased.
constexpr int kBarWidth = 72;
constexpr int64_t kNsPerSecond = 1'000'000'000;
// Widths: 8 + 2 + 7 + 12 + 11 + 13 + 13 + 11 = 77 columns.
constexpr char kLineFormat[] = "%8s  %-7s%12s%11s%13s%13s%11s";

std::string Line(const std::string& elapsed, const std::string& phase,
                 const std::string& messages, const std::string& megabytes,
                 const std::string& p50, const std::string& p99,
                 const std::string& in_flight) {
  return absl::StrFormat(kLineFormat, elapsed, phase, messages, megabytes, p50,
                         p99, in_flight);
}

std::string Microseconds(bool present, int64_t ns) {
  if (!present) return "-";
  return FormatForPeople(static_cast<double>(ns) / 1e3, 1);
}

// "12s", "1m03s", "2h05m"; rounded up, so that 0s means done.
std::string FormatTimeLeft(int64_t ns) {
  const int64_t seconds = ns / kNsPerSecond + (ns % kNsPerSecond > 0 ? 1 : 0);
  if (seconds < 60) return absl::StrCat(seconds, "s");
  if (seconds < 3600) {
    return absl::StrFormat("%dm%02ds", seconds / 60, seconds % 60);
  }
  const int64_t minutes = (seconds + 59) / 60;
  return absl::StrFormat("%dh%02dm", minutes / 60, minutes % 60);
}

// Messages warm up and are measured at about one rate, which therefore tells
// how long the rest takes.
RunProgress EstimateByMessages(const v1::Conditions& conditions,
                               const v1::Interval& latest) {
  if (latest.measured_planned() == 0 || latest.measured_so_far() == 0) {
    return {};
  }
  const auto planned = static_cast<double>(latest.measured_planned());
  const double done =
      std::min(static_cast<double>(latest.measured_so_far()), planned);
  const double warmup = static_cast<double>(conditions.warmup_messages()) *
                        static_cast<double>(conditions.threads());
  const int64_t active_ns = latest.end_ns() - conditions.warmup_ns();
  if (active_ns <= 0) return {};
  const double ns_per_message =
      static_cast<double>(active_ns) / (done + warmup);
  return {done / planned, static_cast<int64_t>(
                              std::llround((planned - done) * ns_per_message))};
}

// How long a warm-up that is counted in messages takes is not known before it
// is over: nothing is said until then, and after that it is taken as short.
RunProgress EstimateByTime(const v1::Conditions& conditions,
                           const v1::Interval& latest) {
  if (latest.phase() == "drain") return {1, 0};
  if (latest.phase() == "warmup" && conditions.warmup_messages() > 0) return {};
  const int64_t total_ns = conditions.warmup_ns() + conditions.duration_ns();
  const int64_t done_ns = std::clamp<int64_t>(latest.end_ns(), 0, total_ns);
  return {static_cast<double>(done_ns) / static_cast<double>(total_ns),
          total_ns - done_ns};
}

}  // namespace

std::string FormatIntervalTitle() {
  return Line("time", "phase", "msg/s", "MB/s", "p50 us", "p99 us",
              "in flight");
}

std::string FormatIntervalLine(const v1::Interval& interval) {
  const double seconds =
      static_cast<double>(interval.end_ns() - interval.start_ns()) / 1e9;
  std::string messages = "-";
  std::string megabytes = "-";
  if (seconds > 0) {
    messages =
        FormatForPeople(static_cast<double>(interval.messages()) / seconds, 0);
    const auto bytes = static_cast<double>(interval.bytes_sent()) +
                       static_cast<double>(interval.bytes_received());
    megabytes = FormatForPeople(bytes / seconds / 1e6, 1);
  }
  const double end_seconds = static_cast<double>(interval.end_ns()) / 1e9;
  return Line(absl::StrFormat("%.1fs", end_seconds), interval.phase(), messages,
              megabytes, Microseconds(interval.has_p50_ns(), interval.p50_ns()),
              Microseconds(interval.has_p99_ns(), interval.p99_ns()),
              absl::StrCat(interval.in_flight()));
}

RunProgress EstimateProgress(const v1::Conditions& conditions,
                             const v1::Interval& latest) {
  return conditions.duration_ns() > 0 ? EstimateByTime(conditions, latest)
                                      : EstimateByMessages(conditions, latest);
}

std::string FormatProgressBar(const RunProgress& progress, int width) {
  if (width <= 0) return "";
  std::string tail = "    -";
  if (progress.fraction >= 0) {
    // Rounded down: 100% means done. (0.29 * 100 is a little less than 29.)
    const double percent = std::min(progress.fraction, 1.0) * 100 + 1e-9;
    tail = absl::StrFormat(" %3d%%", static_cast<int>(percent));
    if (progress.left_ns >= 0) {
      absl::StrAppend(&tail, "  ", FormatTimeLeft(progress.left_ns), " left");
    }
  }
  const int room = width - static_cast<int>(tail.size()) - 2;
  // Too narrow for a bar: the figures alone.
  if (room < 4) return tail.substr(1).substr(0, static_cast<size_t>(width));
  const int filled = static_cast<int>(std::clamp(progress.fraction, 0.0, 1.0) *
                                      static_cast<double>(room));
  std::string bar(static_cast<size_t>(filled), '=');
  if (filled > 0 && filled < room) bar.back() = '>';
  bar.resize(static_cast<size_t>(room), ' ');
  return absl::StrCat("[", bar, "]", tail);
}

ProgressPrinter::ProgressPrinter(std::ostream& out, bool is_terminal,
                                 const v1::Conditions& conditions)
    : out_(out), is_terminal_(is_terminal), conditions_(conditions) {}

ProgressPrinter::~ProgressPrinter() {
  EraseBar();
  out_.flush();
}

void ProgressPrinter::EraseBar() {
  if (!bar_shown_) return;
  out_ << "\r\033[K";
  bar_shown_ = false;
}

void ProgressPrinter::Show(const v1::Interval& interval) {
  EraseBar();
  if (!title_shown_) out_ << FormatIntervalTitle() << "\n";
  title_shown_ = true;
  out_ << FormatIntervalLine(interval) << "\n";
  if (is_terminal_) {
    out_ << FormatProgressBar(EstimateProgress(conditions_, interval),
                              kBarWidth);
    bar_shown_ = true;
  }
  out_.flush();
}

}  // namespace grpc_perf_msgr
