// Comparisons as a ladder could have made them, for tests of their reports.
#ifndef GRPC_PERF_MSGR_TEST_CLIENT_COMPARE_SHOW_MADE_UP_PAGE_COMPARISON_H_
#define GRPC_PERF_MSGR_TEST_CLIENT_COMPARE_SHOW_MADE_UP_PAGE_COMPARISON_H_

#include "proto/comparison.pb.h"

namespace grpc_perf_msgr {

// What one target of it is called, so that a report which takes it for markup
// shows.
inline constexpr char kAwkwardName[] = "a</script><b>\"&'";

// Seven targets at 1 thread x 4 windows x 3 sizes, 3 repeats, with all that a
// comparison can hold: at 1 x 1 x 64 "tcp" is not to be told from the baseline,
// "grpc-unary" failed at the largest size with a window of 128, "grpc-callback"
// has runs whose window was not full, one run of kAwkwardName failed.
v1::Comparison MadeUpPageComparison();

// One point, two targets, one of them without any figure of CPU, latencies or
// environment: a server that tells nothing.
v1::Comparison MadeUpSmallComparison();

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_CLIENT_COMPARE_SHOW_MADE_UP_PAGE_COMPARISON_H_
