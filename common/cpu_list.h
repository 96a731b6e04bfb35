// Lists of CPUs ("0,2-3") and pinning threads to them.
#ifndef GRPC_PERF_MSGR_COMMON_CPU_LIST_H_
#define GRPC_PERF_MSGR_COMMON_CPU_LIST_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace grpc_perf_msgr {

// CPUs in the order in which they are to be used. Empty: no pinning.
struct CpuList {
  std::vector<uint32_t> cpus;

  bool operator==(const CpuList& other) const = default;
};

// For absl flags: numbers and ranges separated by commas, as taskset(1) writes
// them. A CPU named twice, a backward range or a number over 4095 is an error.
bool AbslParseFlag(absl::string_view text, CpuList* list, std::string* error);
std::string AbslUnparseFlag(const CpuList& list);

// The CPUs that this process may use, ascending.
CpuList AllowedCpus();

// Ascending CPUs as the kernel writes them: "0-3,8".
std::string FormatCpuRanges(const std::vector<uint32_t>& ascending);

// InvalidArgument when `list` names a CPU that this process may not use.
absl::Status CheckAllowed(const CpuList& list);

// Restricts the calling thread, and threads that it starts later, to all CPUs
// of `list`. Does nothing when it is empty.
absl::Status PinToAll(const CpuList& list);

// Pins the calling thread to one CPU: the `index`-th, counted round and round.
// Does nothing when the list is empty.
absl::Status PinToOne(const CpuList& list, size_t index);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_CPU_LIST_H_
