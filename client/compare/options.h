// The command line of grpc_perf_msgr_compare.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_OPTIONS_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_OPTIONS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace grpc_perf_msgr {

// A share of something: for absl flags "5%" or "5".
struct Percentage {
  double share = 0;

  bool operator==(const Percentage& other) const = default;
};
bool AbslParseFlag(absl::string_view text, Percentage* value,
                   std::string* error);
std::string AbslUnparseFlag(const Percentage& value);

struct CompareOptions {
  enum class Task {
    // Make a comparison, or go on with one.
    kCompare,
    // Print the planned runs.
    kList,
    // Compare two comparisons.
    kDiff,
    // Merge the results of clients that loaded one server together.
    kMerge,
  };
  Task task = Task::kCompare;
  // Empty: the default scenario, or with `resume` that of the folder.
  std::string scenario_file;
  // Folder for the results; empty: a new one. For kMerge a file; empty: none.
  std::string out;
  // Folder of a comparison to go on with; empty: none.
  std::string resume;
  // For kDiff.
  std::string old_file;
  std::string new_file;
  double fail_over = 0;
  // For kMerge.
  std::vector<std::string> results;
  // Folder of the other programs; empty: that of this one.
  std::string bin_dir;
  bool quiet = false;
  // The default scenario has the rig's own rung.
  bool rig = false;
};

// What --help prints above the flags.
std::string CompareUsage();

// Builds options from the positional arguments and the flags (already parsed).
// InvalidArgument says what does not go together.
absl::StatusOr<CompareOptions> ParseCompareOptions(
    const std::vector<std::string>& arguments);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_OPTIONS_H_
