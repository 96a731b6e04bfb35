// What a user sees while a run is under way.
#ifndef GRPC_PERF_MSGR_CLIENT_REPORT_PROGRESS_H_
#define GRPC_PERF_MSGR_CLIENT_REPORT_PROGRESS_H_

#include <cstdint>
#include <ostream>
#include <string>

#include "proto/result.pb.h"

namespace grpc_perf_msgr {

// One line: elapsed, phase, msg/s, MB/s (sent + received payload), p50, p99, in
// flight. Latencies show "-" when nothing measured was answered. No line end.
// Fixed column widths, so that lines stand below each other.
std::string FormatIntervalLine(const v1::Interval& interval);

// The column titles of those lines.
std::string FormatIntervalTitle();

// How far a run is: fraction done (0..1) and time left in ns; both negative
// when unknown (e.g. nothing answered yet). By time when `duration_ns` > 0,
// else by messages measured of those planned.
struct RunProgress {
  double fraction = -1;
  int64_t left_ns = -1;
};
RunProgress EstimateProgress(const v1::Conditions& conditions,
                             const v1::Interval& latest);

// "[=====>      ]  42%  1m03s left", exactly `width` columns at most.
std::string FormatProgressBar(const RunProgress& progress, int width);

// Prints interval lines and, on a terminal, a bar below them that is redrawn in
// place and removed at the end. One thread at a time.
class ProgressPrinter {
 public:
  // `is_terminal`: whether to draw the bar. `out` must outlive this.
  ProgressPrinter(std::ostream& out, bool is_terminal,
                  const v1::Conditions& conditions);
  // Removes the bar.
  ~ProgressPrinter();
  ProgressPrinter(const ProgressPrinter&) = delete;
  ProgressPrinter& operator=(const ProgressPrinter&) = delete;

  // A new interval: prints its line (with titles before the first) and redraws
  // the bar.
  void Show(const v1::Interval& interval);

 private:
  void EraseBar();

  std::ostream& out_;
  const bool is_terminal_;
  const v1::Conditions conditions_;
  bool bar_shown_ = false;
  bool title_shown_ = false;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_REPORT_PROGRESS_H_
