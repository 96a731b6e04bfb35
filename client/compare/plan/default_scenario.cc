#include "client/compare/plan/default_scenario.h"

#include <algorithm>
#include <vector>

#include "common/transports.h"

namespace grpc_perf_msgr {
namespace {

struct Rung {
  const TransportRow* transport;
  const LadderStep* step;
};

// The steps of all transports by their places.
std::vector<Rung> Ladder(bool rig) {
  std::vector<Rung> ladder;
  for (const TransportRow& row : kTransports) {
    if (row.in_process() && !rig) continue;
    for (const LadderStep& step : row.ladder) ladder.push_back({&row, &step});
  }
  std::sort(ladder.begin(), ladder.end(), [](const Rung& one, const Rung& two) {
    return one.step->place < two.step->place;
  });
  return ladder;
}

}  // namespace

v1::Scenario DefaultScenario(bool rig) {
  v1::Scenario scenario;
  scenario.set_name("ladder");
  for (const auto& [transport, step] : Ladder(rig)) {
    v1::Target& target = *scenario.add_targets();
    target.set_name(std::string(step->name));
    target.set_transport(std::string(transport->word));
    target.set_codec(AbslUnparseFlag(step->way.codec));
    if (transport->has_apis()) target.set_api(AbslUnparseFlag(step->way.api));
    target.set_flush(AbslUnparseFlag(step->flush));
    target.set_description(std::string(step->description));
    if (scenario.baseline().empty() && !transport->in_process()) {
      scenario.set_baseline(target.name());
    }
  }
  scenario.add_threads(1);
  scenario.add_window(1);
  scenario.add_window(32);
  scenario.add_bytes(4096);
  scenario.add_bytes(1 << 20);
  scenario.set_duration("500ms");
  scenario.set_warmup("150ms");
  scenario.set_repeats(5);
  scenario.set_seed(1);
  return scenario;
}

}  // namespace grpc_perf_msgr
