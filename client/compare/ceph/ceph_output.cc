#include "client/compare/ceph/ceph_output.h"

#include <limits>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/clock.h"

namespace grpc_perf_msgr {
namespace {

// A number of digits alone at the beginning of `text`, which is then shortened.
bool ConsumeNumber(absl::string_view& text, uint64_t& number) {
  size_t digits = 0;
  while (digits < text.size() &&
         absl::ascii_isdigit(static_cast<unsigned char>(text[digits]))) {
    ++digits;
  }
  if (!absl::SimpleAtoi(text.substr(0, digits), &number)) return false;
  text.remove_prefix(digits);
  return true;
}

struct Total {
  uint64_t op = 0;
  uint64_t run_time_us = 0;
};

bool ParseTotal(absl::string_view line, Total& total) {
  line = absl::StripAsciiWhitespace(line);
  return absl::ConsumePrefix(&line, "Total op ") &&
         ConsumeNumber(line, total.op) &&
         absl::ConsumePrefix(&line, " run time ") &&
         ConsumeNumber(line, total.run_time_us) && line == "us.";
}

}  // namespace

absl::StatusOr<int64_t> ParseCephRunTimeNs(absl::string_view output,
                                           uint32_t threads, uint64_t ios) {
  constexpr uint64_t kMaxUs =
      std::numeric_limits<int64_t>::max() / kNanosPerMicro;
  Total total;
  bool found = false;
  for (const absl::string_view line : absl::StrSplit(output, '\n')) {
    Total other;
    if (!ParseTotal(line, other)) continue;
    total = other;
    found = true;
  }
  if (!found) {
    return absl::InternalError(
        "it printed no line \" Total op N run time Tus.\"");
  }
  if (total.op != ios * threads && total.op != ios) {
    return absl::InternalError(absl::StrCat(
        "it printed Total op ", total.op, " where ", threads, " thread",
        threads == 1 ? " was" : "s were", " to send ", ios, " each"));
  }
  if (total.run_time_us == 0 || total.run_time_us > kMaxUs) {
    return absl::InternalError(
        absl::StrCat("it printed a run time of ", total.run_time_us, "us"));
  }
  return static_cast<int64_t>(total.run_time_us) * kNanosPerMicro;
}

std::string ParseCephVersion(absl::string_view output) {
  for (absl::string_view line : absl::StrSplit(output, '\n')) {
    if (!absl::ConsumePrefix(&line, "ceph version ")) continue;
    return std::string(line.substr(0, line.find(' ')));
  }
  return "";
}

}  // namespace grpc_perf_msgr
