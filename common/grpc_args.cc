#include "common/grpc_args.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace grpc_perf_msgr {
namespace {

// Stricter than absl::SimpleAtoi, which takes white space and "+", too.
std::optional<int> WholeNumber(absl::string_view text) {
  absl::string_view digits = absl::StripPrefix(text, "-");
  int number = 0;
  if (!std::all_of(digits.begin(), digits.end(), absl::ascii_isdigit) ||
      !absl::SimpleAtoi(text, &number)) {
    return std::nullopt;
  }
  return number;
}

// Whether `argument` is the flag `name`; then `value` is what stands behind its
// "=", or nothing when the value is the next argument.
bool IsFlag(absl::string_view argument, absl::string_view name,
            std::optional<std::string>& value) {
  if (!absl::ConsumePrefix(&argument, "-")) return false;
  absl::ConsumePrefix(&argument, "-");
  if (!absl::ConsumePrefix(&argument, name)) return false;
  if (argument.empty()) {
    value.reset();
    return true;
  }
  if (!absl::ConsumePrefix(&argument, "=")) return false;
  value = std::string(argument);
  return true;
}

}  // namespace

bool AbslParseFlag(absl::string_view text, GrpcArgs* args, std::string* error) {
  GrpcArgs parsed;
  if (!text.empty()) {
    for (absl::string_view line : absl::StrSplit(text, '\n')) {
      const size_t equals = line.find('=');
      if (equals == absl::string_view::npos || equals == 0) {
        *error = absl::StrCat("channel argument must be KEY=VALUE, got \"",
                              line, "\"");
        return false;
      }
      const absl::string_view value = line.substr(equals + 1);
      parsed.args.push_back({std::string(line.substr(0, equals)),
                             std::string(value), WholeNumber(value)});
    }
  }
  *args = std::move(parsed);
  return true;
}

std::string AbslUnparseFlag(const GrpcArgs& args) {
  return absl::StrJoin(args.args, "\n",
                       [](std::string* out, const GrpcArg& arg) {
                         out->append(arg.ToString());
                       });
}

std::vector<std::string> JoinRepeatedFlag(
    const std::vector<std::string>& arguments, absl::string_view name) {
  std::vector<std::string> rewritten;
  std::vector<std::string> values;
  size_t first_at = 0;
  size_t i = 0;
  for (; i < arguments.size() && arguments[i] != "--"; ++i) {
    std::optional<std::string> value;
    const bool is_flag = IsFlag(arguments[i], name, value);
    if (is_flag && !value.has_value() && i + 1 < arguments.size()) {
      value = arguments[++i];
    }
    // A flag at the very end without a value stays, for absl to complain of.
    if (!is_flag || !value.has_value()) {
      rewritten.push_back(arguments[i]);
      continue;
    }
    if (values.empty()) {
      first_at = rewritten.size();
      rewritten.emplace_back();
    }
    values.push_back(*std::move(value));
  }
  rewritten.insert(rewritten.end(),
                   arguments.begin() + static_cast<ptrdiff_t>(i),
                   arguments.end());
  if (!values.empty()) {
    rewritten[first_at] =
        absl::StrCat("--", name, "=", absl::StrJoin(values, "\n"));
  }
  return rewritten;
}

}  // namespace grpc_perf_msgr
