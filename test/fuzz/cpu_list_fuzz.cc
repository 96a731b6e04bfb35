// libFuzzer target: lists of CPUs, from flags and scenarios.
#include <set>
#include <string>

#include "common/cpu_list.h"
#include "test/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using grpc_perf_msgr::CpuList;
  using grpc_perf_msgr::Require;
  const absl::string_view text = grpc_perf_msgr::ToText(data, size);
  CpuList list;
  std::string error;
  if (!AbslParseFlag(text, &list, &error)) {
    Require(!error.empty() && list.cpus.empty());
    return 0;
  }
  // Each once, none beyond what a set of CPUs may hold; written and read back
  // in the same order.
  const std::set<uint32_t> once(list.cpus.begin(), list.cpus.end());
  Require(once.size() == list.cpus.size());
  Require(once.empty() || *once.rbegin() <= 4095);
  Require(once.empty() == text.empty());
  CpuList again;
  Require(AbslParseFlag(AbslUnparseFlag(list), &again, &error));
  Require(again == list);
  return 0;
}
