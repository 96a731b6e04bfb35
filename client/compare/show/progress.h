// What a user sees while a comparison is under way.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_SHOW_PROGRESS_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_SHOW_PROGRESS_H_

#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>

#include "proto/comparison.pb.h"
#include "proto/scenario.pb.h"

namespace grpc_perf_msgr {

// "12 s", "3 min 05 s", "2 h 10 min".
std::string FormatTimeLeft(int64_t left_ns);

// On a terminal one line that is redrawn; otherwise a line for each run, when
// it has ended. A run that failed always leaves a line.
class CompareProgress {
 public:
  // `out` must outlive it. `quiet`: only runs that failed are told of.
  CompareProgress(std::ostream& out, bool is_terminal, bool quiet)
      : out_(out), is_terminal_(is_terminal), quiet_(quiet) {}

  // The network to `host` is being probed; then what was found, a paragraph.
  void BeginFloor(const std::string& host);
  void EndFloor(const std::string& found);

  // `to_make` runs follow; `made` were made before.
  void Begin(const v1::Scenario& scenario, size_t to_make, size_t made);
  void BeginRun(const std::string& target, const v1::Point& point);
  void EndRun(const v1::Run& run);
  // Removes the line.
  void End();

 private:
  void Erase();
  std::string Count() const;
  int64_t LeftNs() const;

  std::ostream& out_;
  const bool is_terminal_;
  const bool quiet_;
  size_t to_make_ = 0;
  size_t made_before_ = 0;
  size_t made_ = 0;
  int64_t started_ns_ = 0;
  // For the time before the first run has ended.
  int64_t expected_run_ns_ = 0;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_SHOW_PROGRESS_H_
