// absl's flags of the options of one program.
#ifndef GRPC_PERF_MSGR_COMMON_OPTIONS_FLAGS_H_
#define GRPC_PERF_MSGR_COMMON_OPTIONS_FLAGS_H_

#include <google/protobuf/message.h>

#include <cstdlib>
#include <string>
#include <string_view>

#include "absl/flags/flag.h"
#include "absl/flags/marshalling.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/options/option.h"
#include "common/options/table.h"

// absl's flag of the program `whose` (an OptionEnd), of the row `name`.
#define DEFINE_OPTION_FLAG(whose, type, name)                             \
  ABSL_FLAG(                                                              \
      type, name,                                                         \
      grpc_perf_msgr::FlagDefault<type>(grpc_perf_msgr::OptionEnd::whose, \
                                        #name),                           \
      grpc_perf_msgr::FlagHelp(grpc_perf_msgr::OptionEnd::whose, #name));

namespace grpc_perf_msgr {

// The default of the program's flag `name`, for ABSL_FLAG.
template <typename Value>
Value FlagDefault(OptionEnd end, std::string_view name) {
  Value value;
  std::string error;
  // The table is wrong; every program tells at its start.
  const absl::string_view text = OptionOf(end, name).value;
  if (!absl::ParseFlag<Value>(text, &value, &error)) std::abort();
  return value;
}

// What ABSL_FLAG takes for help.
constexpr const char* FlagHelp(OptionEnd end, std::string_view name) {
  return OptionOf(end, name).help;
}

// What --help says of the program's flags, by name, each with its default.
std::string FlagsHelp(OptionEnd end);

// Whether the values of the program's flags are within their ranges;
// InvalidArgument names flag, value and what was expected.
absl::Status CheckFlags(OptionEnd end);

// Records the values of the program's flags, which have been checked, in
// `conditions`: Conditions for kClient, ServerConditions for kServer.
void RecordFlags(OptionEnd end, google::protobuf::Message& conditions);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_OPTIONS_FLAGS_H_
