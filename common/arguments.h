// Reading command lines: positional arguments, and absl's flags without their
// surprises.
#ifndef GRPC_PERF_MSGR_COMMON_ARGUMENTS_H_
#define GRPC_PERF_MSGR_COMMON_ARGUMENTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace grpc_perf_msgr {

// A whole number in min..max. InvalidArgument reads
// `window must be 1..65536, got "0"`.
absl::StatusOr<uint64_t> ParseNumber(absl::string_view name,
                                     absl::string_view text, uint64_t min,
                                     uint64_t max);

// A duration flag in ns, which must be more than 0 and at most `max`.
// InvalidArgument names flag, value and range.
absl::StatusOr<int64_t> ToNanos(absl::string_view flag, absl::Duration value,
                                absl::Duration max);

// Parses flags out of a command line and returns the positional arguments
// without the program's name. --help prints `usage` and `flags_help`, what
// there is to say of each flag, and exits with 0; --version prints and exits
// with 0; a bad flag prints one line and exits with 1. `repeated_flag`
// may be given several times.
std::vector<std::string> ParseFlags(int argc, char** argv,
                                    const std::string& program,
                                    const std::string& usage,
                                    const std::string& flags_help,
                                    absl::string_view repeated_flag);

// `missing argument(s): IOS THINK_US BYTES; ...` or `unexpected argument "x"`
// when the number of arguments is not that of `names`.
absl::Status CheckArgumentCount(const std::vector<std::string>& arguments,
                                const std::vector<std::string>& names,
                                const std::string& program);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_ARGUMENTS_H_
