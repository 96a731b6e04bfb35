// Whole files and the programs beside this one.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_MAKE_FILE_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_MAKE_FILE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace grpc_perf_msgr {

// What a file holds; an error names it and says why it can't be read.
absl::StatusOr<std::string> ReadFile(const std::string& path);

// Makes the file anew: it is there whole or not at all.
absl::Status WriteFile(const std::string& path, absl::string_view text);

// Adds a line and its end, and sees to it that a killed program does not lose
// it.
absl::Status AppendLine(const std::string& path, absl::string_view line);

// The path of program `name` in `bin_dir`, or, when that is empty, beside this
// program. NotFound when there is none that may be run.
absl::StatusOr<std::string> FindProgram(const std::string& bin_dir,
                                        const std::string& name);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_MAKE_FILE_H_
