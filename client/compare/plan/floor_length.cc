#include "client/compare/plan/floor_length.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace grpc_perf_msgr {
namespace {

constexpr absl::Duration kLongest = absl::Hours(1);

}  // namespace

absl::Status CompleteFloorLength(v1::Scenario& scenario) {
  // A floor is of the network to servers elsewhere.
  const bool elsewhere = std::any_of(
      scenario.targets().begin(), scenario.targets().end(),
      [](const v1::Target& target) { return !target.address().empty(); });
  if (scenario.network_floor().empty()) {
    scenario.set_network_floor(elsewhere ? "1s" : kNoFloor);
  }
  if (scenario.network_floor() == kNoFloor) return absl::OkStatus();
  if (!elsewhere) {
    return absl::InvalidArgumentError(absl::StrCat(
        "network_floor must be left out, or \"none\", where no target has an "
        "address, got \"",
        scenario.network_floor(), "\""));
  }
  if (FloorLengthNs(scenario) > 0) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "network_floor must be a duration above 0 and up to ",
      absl::FormatDuration(kLongest), " such as \"1s\", or \"none\", got \"",
      scenario.network_floor(), "\""));
}

int64_t FloorLengthNs(const v1::Scenario& scenario) {
  absl::Duration length;
  if (!absl::ParseDuration(scenario.network_floor(), &length) ||
      length <= absl::ZeroDuration() || length > kLongest) {
    return 0;
  }
  return absl::ToInt64Nanoseconds(length);
}

}  // namespace grpc_perf_msgr
