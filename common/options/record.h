// From an option's text to its check and to the record of what was asked.
#ifndef GRPC_PERF_MSGR_COMMON_OPTIONS_RECORD_H_
#define GRPC_PERF_MSGR_COMMON_OPTIONS_RECORD_H_

#include <google/protobuf/message.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/options/option.h"

namespace grpc_perf_msgr {

// InvalidArgument names option, value and what was expected when `text` is not
// one of its words or out of its range. A default is always good.
absl::Status CheckOption(const Option& option, const std::string& text);

// Puts what `text` says into the fields of `conditions` (a Conditions or
// ServerConditions) that the option names; does nothing when it names none.
// InvalidArgument when it does not look like a value of its type.
absl::Status Record(const Option& option, const std::string& text,
                    google::protobuf::Message& conditions);

// Option::words, one by one.
std::vector<std::string> WordsOf(const Option& option);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_OPTIONS_RECORD_H_
