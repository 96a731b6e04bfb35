// gRPC channel arguments given on the command line: KEY=VALUE, repeatable.
// Knows nothing of gRPC itself: whoever makes the channel or server applies
// them.
#ifndef GRPC_PERF_MSGR_COMMON_GRPC_ARGS_H_
#define GRPC_PERF_MSGR_COMMON_GRPC_ARGS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace grpc_perf_msgr {

struct GrpcArg {
  // E.g. "grpc.http2.bdp_probe".
  std::string key;
  std::string value;
  // The value as a number when it is a whole one that fits an int: gRPC's
  // arguments are typed, and numbers are meant as integers.
  std::optional<int> number;

  // "KEY=VALUE" as it was given.
  std::string ToString() const { return key + "=" + value; }
  bool operator==(const GrpcArg& other) const = default;
};

struct GrpcArgs {
  std::vector<GrpcArg> args;

  bool operator==(const GrpcArgs& other) const = default;
};

// For absl flags: KEY=VALUE, several separated by line ends. A missing "=" or
// an empty key is an error.
bool AbslParseFlag(absl::string_view text, GrpcArgs* args, std::string* error);
std::string AbslUnparseFlag(const GrpcArgs& args);

// absl keeps only the last of several flags of one name. Rewrites a command
// line so that all values of --`name` (written --name=VALUE, --name VALUE or
// with one dash) stand in one flag, joined by line ends, where the first stood.
// Stops at a bare "--".
std::vector<std::string> JoinRepeatedFlag(
    const std::vector<std::string>& arguments, absl::string_view name);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_GRPC_ARGS_H_
