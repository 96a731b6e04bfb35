// One table of all options. Flags, --help, range checks, the record of what was
// asked (Conditions, ServerConditions), CSV columns, the paragraph "Conditions"
// and what a comparison passes to the programs come from it; README and compose
// files are checked against it. Pure data: reports may include it, too.
#ifndef GRPC_PERF_MSGR_COMMON_OPTIONS_TABLE_H_
#define GRPC_PERF_MSGR_COMMON_OPTIONS_TABLE_H_

#include <array>
#include <cstdlib>
#include <string_view>

#include "common/limits.h"
#include "common/options/option.h"

namespace grpc_perf_msgr {

// In the order of CSV columns.
inline constexpr auto kOptions = std::to_array<Option>({
#define OPTION_ROW(id, whose, ...) \
  Option{.name = #id, .end = OptionEnd::whose, __VA_ARGS__},
#define CLIENT_FLAG(type, name, ...) OPTION_ROW(name, kClient, __VA_ARGS__)
#define SERVER_FLAG(type, name, ...) OPTION_ROW(name, kServer, __VA_ARGS__)
#define BOTH_FLAG(type, name, ...) OPTION_ROW(name, kBoth, __VA_ARGS__)
#define COMPARE_FLAG(type, name, ...) OPTION_ROW(name, kCompare, __VA_ARGS__)
#define CLIENT_ARGUMENT(name, ...) OPTION_ROW(name, kClient, __VA_ARGS__)
#define SERVER_ARGUMENT(name, ...) OPTION_ROW(name, kServer, __VA_ARGS__)
#define TARGET_FIELD(name, ...) OPTION_ROW(name, kTarget, __VA_ARGS__)
#include "common/options/compare_options.inc"
#include "common/options/options.inc"
#undef OPTION_ROW
});

// Whether the program `end` (kClient, kServer or kCompare) has it.
constexpr bool Has(OptionEnd end, const Option& option) {
  return option.end == end ||
         (option.end == OptionEnd::kBoth && end != OptionEnd::kCompare);
}

constexpr bool IsArgument(const Option& option) {
  return option.name[0] >= 'A' && option.name[0] <= 'Z';
}

constexpr bool IsFlag(const Option& option) {
  return option.end != OptionEnd::kTarget && !IsArgument(option);
}

// The option of the program `end`, which must have one of that name.
constexpr const Option& OptionOf(OptionEnd end, std::string_view name) {
  for (const Option& option : kOptions) {
    if (Has(end, option) && option.name == name) return option;
  }
  std::abort();
}

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_OPTIONS_TABLE_H_
