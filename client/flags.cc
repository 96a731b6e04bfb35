#include "client/flags.h"

#include <algorithm>
#include <cctype>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/limits.h"
#include "common/options/flags.h"

#define CLIENT_FLAG(type, name, ...) DEFINE_OPTION_FLAG(kClient, type, name)
#define BOTH_FLAG(type, name, ...) DEFINE_OPTION_FLAG(kClient, type, name)
#include "common/options/options.inc"

namespace grpc_perf_msgr {
namespace {

constexpr absl::Duration kMaxTime = absl::Nanoseconds(kLongestTimeNs);

}  // namespace

bool AbslParseFlag(absl::string_view text, CountOrDuration* value,
                   std::string* error) {
  *value = CountOrDuration();
  const bool digits =
      !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return std::isdigit(static_cast<unsigned char>(c)) != 0;
      });
  absl::Duration duration;
  if (digits) {
    if (absl::SimpleAtoi(text, &value->count) && value->count <= kMaxIos) {
      return true;
    }
  } else if (absl::ParseDuration(text, &duration) &&
             duration >= absl::ZeroDuration() && duration <= kMaxTime) {
    value->duration_ns = absl::ToInt64Nanoseconds(duration);
    return true;
  }
  *error = absl::StrCat("must be a count of 0..", kMaxIos,
                        " messages or a duration up to ",
                        absl::FormatDuration(kMaxTime), " such as 500ms");
  return false;
}

std::string AbslUnparseFlag(const CountOrDuration& value) {
  if (value.duration_ns > 0) {
    return absl::FormatDuration(absl::Nanoseconds(value.duration_ns));
  }
  return absl::StrCat(value.count);
}

}  // namespace grpc_perf_msgr
