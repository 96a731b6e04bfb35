#include "common/cpu_list.h"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <bitset>
#include <cerrno>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace grpc_perf_msgr {
namespace {

constexpr uint32_t kMaxCpu = 4095;

// A set that holds any CPU of a CpuList, and more than kernels are built for.
class CpuSet {
 public:
  static constexpr size_t kCpus = size_t{8} * CPU_SETSIZE;

  CpuSet() : sets_(8) {}

  void Add(uint32_t cpu) { CPU_SET_S(cpu, bytes(), sets_.data()); }
  bool Contains(uint32_t cpu) const {
    return CPU_ISSET_S(cpu, bytes(), sets_.data());
  }
  size_t bytes() const { return sets_.size() * sizeof(cpu_set_t); }
  cpu_set_t* data() { return sets_.data(); }

 private:
  std::vector<cpu_set_t> sets_;
};

bool ParseCpu(absl::string_view text, uint32_t* cpu, std::string* error) {
  // absl::SimpleAtoi alone takes white space and "+", too.
  if (!std::all_of(text.begin(), text.end(), absl::ascii_isdigit) ||
      !absl::SimpleAtoi(text, cpu) || *cpu > kMaxCpu) {
    *error = absl::StrCat("CPU must be 0..", kMaxCpu, ", got \"", text, "\"");
    return false;
  }
  return true;
}

// "3" or "0-3".
bool ParseRange(absl::string_view text, uint32_t* first, uint32_t* last,
                std::string* error) {
  const size_t dash = text.find('-');
  if (!ParseCpu(text.substr(0, dash), first, error)) return false;
  if (dash == absl::string_view::npos) {
    *last = *first;
    return true;
  }
  if (!ParseCpu(text.substr(dash + 1), last, error)) return false;
  if (*last < *first) {
    *error = absl::StrCat("CPU range must ascend, got \"", text, "\"");
    return false;
  }
  return true;
}

absl::Status Pin(CpuSet& set, const std::string& cpus) {
  if (sched_setaffinity(0, set.bytes(), set.data()) == 0) {
    return absl::OkStatus();
  }
  return absl::ErrnoToStatus(errno,
                             absl::StrCat("cannot pin a thread to CPU ", cpus));
}

}  // namespace

bool AbslParseFlag(absl::string_view text, CpuList* list, std::string* error) {
  CpuList parsed;
  std::bitset<kMaxCpu + 1> seen;
  if (!text.empty()) {
    for (absl::string_view part : absl::StrSplit(text, ',')) {
      uint32_t first = 0;
      uint32_t last = 0;
      if (!ParseRange(part, &first, &last, error)) return false;
      for (uint32_t cpu = first; cpu <= last; ++cpu) {
        if (seen.test(cpu)) {
          *error = absl::StrCat("CPUs must be named once, got ", cpu,
                                " twice in \"", text, "\"");
          return false;
        }
        seen.set(cpu);
        parsed.cpus.push_back(cpu);
      }
    }
  }
  *list = std::move(parsed);
  return true;
}

// Keeps the order: only neighbours that ascend by one become a range.
std::string AbslUnparseFlag(const CpuList& list) {
  return FormatCpuRanges(list.cpus);
}

CpuList AllowedCpus() {
  CpuList allowed;
  CpuSet set;
  // The main thread stands for the process: the calling one may be pinned.
  if (sched_getaffinity(getpid(), set.bytes(), set.data()) != 0) return allowed;
  for (uint32_t cpu = 0; cpu < CpuSet::kCpus; ++cpu) {
    if (set.Contains(cpu)) allowed.cpus.push_back(cpu);
  }
  return allowed;
}

std::string FormatCpuRanges(const std::vector<uint32_t>& ascending) {
  std::string text;
  for (size_t begin = 0; begin < ascending.size();) {
    size_t end = begin + 1;
    while (end < ascending.size() && ascending[end] == ascending[end - 1] + 1) {
      ++end;
    }
    absl::StrAppend(&text, begin == 0 ? "" : ",", ascending[begin]);
    if (end - begin > 1) absl::StrAppend(&text, "-", ascending[end - 1]);
    begin = end;
  }
  return text;
}

absl::Status CheckAllowed(const CpuList& list) {
  const std::vector<uint32_t> allowed = AllowedCpus().cpus;
  for (uint32_t cpu : list.cpus) {
    if (!std::binary_search(allowed.begin(), allowed.end(), cpu)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "CPUs must be among those that this process may use (",
          FormatCpuRanges(allowed), "), got \"", AbslUnparseFlag(list),
          "\", of which CPU ", cpu, " is not"));
    }
  }
  return absl::OkStatus();
}

absl::Status PinToAll(const CpuList& list) {
  if (list.cpus.empty()) return absl::OkStatus();
  CpuSet set;
  for (uint32_t cpu : list.cpus) set.Add(cpu);
  return Pin(set, AbslUnparseFlag(list));
}

absl::Status PinToOne(const CpuList& list, size_t index) {
  if (list.cpus.empty()) return absl::OkStatus();
  const uint32_t cpu = list.cpus[index % list.cpus.size()];
  CpuSet set;
  set.Add(cpu);
  return Pin(set, absl::StrCat(cpu));
}

}  // namespace grpc_perf_msgr
