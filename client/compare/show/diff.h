// Two comparisons of the same scenario: what got worse.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_SHOW_DIFF_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_SHOW_DIFF_H_

#include <string>

#include "client/compare/judge/conditions.h"
#include "proto/comparison.pb.h"

namespace grpc_perf_msgr {

struct Difference {
  // For people; ends with a line end.
  std::string text;
  // Whether a regression was found.
  bool worse = false;
};

// Holds the ratios to the baseline against each other: what the host did that
// day is in both of a ratio, so it drops out. A ratio is worse (or better) when
// its median moved by more than `fail_over` (0.05: 5 %) that way and the two 95
// % intervals do not overlap; with fewer than two pairs in either it is not
// judged. What succeeded before and fails now is worse, too. The baseline's own
// values are told of when they moved by the same rule, and judge nothing: they
// move with the host. For comparisons that CheckAlike passed.
Difference DiffComparisons(const v1::Comparison& old_one,
                           const v1::Comparison& new_one, double fail_over);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_SHOW_DIFF_H_
