#include "common/flush_policy.h"

#include <string>

#include "absl/strings/str_cat.h"

namespace grpc_perf_msgr {

bool AbslParseFlag(absl::string_view text, FlushPolicy* policy,
                   std::string* error) {
  for (FlushPolicy known : {FlushPolicy::kDrain, FlushPolicy::kMessage}) {
    if (text == AbslUnparseFlag(known)) {
      *policy = known;
      return true;
    }
  }
  *error =
      absl::StrCat("flush policy must be drain or message, got \"", text, "\"");
  return false;
}

std::string AbslUnparseFlag(FlushPolicy policy) {
  switch (policy) {
    case FlushPolicy::kDrain:
      return "drain";
    case FlushPolicy::kMessage:
      return "message";
  }
  return "";
}

}  // namespace grpc_perf_msgr
