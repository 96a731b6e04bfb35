#include "common/debug.h"

#include <array>
#include <iostream>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/clock.h"

namespace grpc_perf_msgr {
namespace {

struct Word {
  absl::string_view name;
  bool DebugWords::*on;
};
constexpr std::array<Word, 3> kWords = {{
    {"control", &DebugWords::control},
    {"frames", &DebugWords::frames},
    {"window", &DebugWords::window},
}};

thread_local uint32_t debug_thread = 0;

}  // namespace

void SetDebugThread(uint32_t index) { debug_thread = index; }

uint32_t DebugThread() { return debug_thread; }

bool AbslParseFlag(absl::string_view text, DebugWords* words,
                   std::string* error) {
  *words = DebugWords();
  for (const absl::string_view name :
       absl::StrSplit(text, ',', absl::SkipEmpty())) {
    bool known = false;
    for (const Word& word : kWords) {
      if (word.name != name) continue;
      words->*word.on = true;
      known = true;
    }
    if (known) continue;
    *error = absl::StrCat("must be words of ",
                          absl::StrJoin(kWords, ", ",
                                        [](std::string* out, const Word& word) {
                                          absl::StrAppend(out, word.name);
                                        }),
                          " with commas between them, got \"", name, "\"");
    return false;
  }
  return true;
}

std::string AbslUnparseFlag(const DebugWords& words) {
  std::vector<absl::string_view> names;
  for (const Word& word : kWords) {
    if (words.*word.on) names.push_back(word.name);
  }
  return absl::StrJoin(names, ",");
}

DebugLog::DebugLog(bool on, absl::string_view word, absl::string_view who) {
  if (!on) return;
  prefix_ = std::make_shared<const std::string>(
      absl::StrCat(" ", word, " ", who, ": "));
}

void DebugLog::Write(const std::string& event) const {
  const int64_t now_ns = SteadyNowNs();
  // In one piece: other threads write, too.
  std::cerr << absl::StrFormat("debug %d.%03d", now_ns / kNanosPerMicro,
                               now_ns % kNanosPerMicro) +
                   *prefix_ + event + "\n"
            << std::flush;
}

}  // namespace grpc_perf_msgr
