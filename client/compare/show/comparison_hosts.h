// Where a comparison was made, in words: hosts, networks and their floors.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_SHOW_COMPARISON_HOSTS_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_SHOW_COMPARISON_HOSTS_H_

#include <string>

#include "proto/comparison.pb.h"

namespace grpc_perf_msgr {

// A paragraph "Network floor" with what the probe found, or why it found
// nothing.
std::string FormatFloor(const v1::NetworkFloor& floor);

// Paragraphs "Client", "Server", "Network" and "Network floor": each once,
// those of all runs that succeeded and of all floors; "" when there are none.
std::string FormatComparisonHosts(const v1::Comparison& comparison);

// A line for each figure of the floors, taken in their order, that differs by
// more than 20 % between two comparisons, and where only one of them has a
// floor; "" when there are none. Floors are measured once and tell of the
// network of that moment: they warn and judge nothing.
std::string FormatFloorDifferences(const v1::Comparison& old_one,
                                   const v1::Comparison& new_one);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_SHOW_COMPARISON_HOSTS_H_
