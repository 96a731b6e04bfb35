// libFuzzer target: a scenario's JSON. What is accepted is complete: completing
// it again, or writing and reading it, changes nothing, and its plan has a
// size.
#include <string>

#include "client/compare/plan/scenario.h"
#include "client/report/proto_json.h"
#include "test/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace gpm = grpc_perf_msgr;
  using gpm::Require;
  const std::string text(gpm::ToText(data, size));
  const absl::StatusOr<gpm::v1::Scenario> scenario = gpm::ParseScenario(text);
  if (!scenario.ok()) {
    Require(!scenario.status().message().empty());
    return 0;
  }
  const std::string complete = scenario->SerializeAsString();
  gpm::v1::Scenario again = *scenario;
  Require(gpm::CompleteScenario(again).ok());
  Require(again.SerializeAsString() == complete);
  const auto json = gpm::ProtoToJson(*scenario, gpm::JsonLayout::kIndented);
  Require(json.ok());
  const absl::StatusOr<gpm::v1::Scenario> read = gpm::ParseScenario(*json);
  Require(read.ok() && read->SerializeAsString() == complete);
  Require(scenario->targets_size() > 0 && scenario->repeats() > 0);
  // One of the two ends a run.
  Require((scenario->ios() > 0) != (gpm::DurationNs(*scenario) > 0));
  Require(gpm::WarmupNs(*scenario) >= 0 && gpm::StallTimeoutNs(*scenario) > 0);
  return 0;
}
