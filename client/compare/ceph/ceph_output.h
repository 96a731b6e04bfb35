// What Ceph's ceph_perf_msgr programs print.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_CEPH_CEPH_OUTPUT_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_CEPH_CEPH_OUTPUT_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace grpc_perf_msgr {

// The run time, in ns and above 0, from the output of a ceph_perf_msgr_client
// that was asked for `ios` messages on each of `threads`. It ends with
// " Total op 100000 run time 1517103us.", where "Total op" is what all threads
// sent (18.2.7) or what one did. An error when there is no such line or another
// number in it.
absl::StatusOr<int64_t> ParseCephRunTimeNs(absl::string_view output,
                                           uint32_t threads, uint64_t ios);

// "18.2.7" from what --version prints, "ceph version 18.2.7 (6b0e...) reef
// (stable)"; empty when there is no such line.
std::string ParseCephVersion(absl::string_view output);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_CEPH_CEPH_OUTPUT_H_
