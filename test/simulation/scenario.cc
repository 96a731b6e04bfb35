#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/clock.h"
#include "test/simulation/random.h"
#include "test/simulation/run.h"

namespace grpc_perf_msgr {
namespace {

// So that one run is short.
constexpr uint64_t kMaxMessages = 200;
constexpr uint64_t kMaxRunBytes = 300'000;
constexpr uint64_t kMaxChunks = 1'000;

void MakeLoad(Random &random, Scenario &scenario) {
  Workload &workload = scenario.workload;
  workload.codec = scenario.protocol == Protocol::kTcp && random.OneIn(2)
                       ? Codec::kProtobuf
                       : Codec::kBytes;
  workload.flush =
      random.OneIn(3) ? FlushPolicy::kMessage : FlushPolicy::kDrain;
  scenario.server_flush =
      random.OneIn(3) ? FlushPolicy::kMessage : FlushPolicy::kDrain;
  workload.connect_timeout_ns = 5 * kNanosPerSecond;
  WindowOptions &window = workload.window;
  window.window = static_cast<uint32_t>(random.Skewed(128));
  window.bytes = random.OneIn(8) ? 0 : random.Skewed(10'000);
  if (scenario.protocol == Protocol::kTcp) {
    window.reply_bytes =
        random.OneIn(2) ? 0 : static_cast<uint32_t>(random.Skewed(10'000));
    window.verify = random.OneIn(2);
  }
  window.stall_timeout_ns = kNanosPerSecond;
  PhasePlan &plan = window.plan;
  if (random.OneIn(4)) {
    plan.duration_ns = static_cast<int64_t>(random.Skewed(300'000));
    if (random.OneIn(2)) {
      plan.warmup_ns = static_cast<int64_t>(random.Skewed(100'000));
    }
  } else {
    plan.ios = random.Skewed(kMaxMessages);
    if (random.OneIn(2)) plan.warmup_messages = random.Skewed(20);
  }
}

// About how many bytes go in this direction.
uint64_t ExpectedBytes(const PhasePlan &plan, uint64_t message_bytes) {
  const uint64_t messages =
      plan.ios > 0 ? plan.ios + plan.warmup_messages : kMaxMessages / 2;
  // What greets, and what is around a message.
  return 300 + messages * (message_bytes + 60);
}

DirectionPlan MakeDirection(Random &random, uint64_t expected_bytes) {
  DirectionPlan plan;
  plan.capacity = 64 + random.Skewed(uint64_t{256} * 1024);
  plan.chunk = std::max<uint64_t>(random.Skewed(uint64_t{64} * 1024),
                                  expected_bytes / kMaxChunks + 1);
  if (random.OneIn(2)) {
    plan.delay_ns = static_cast<int64_t>(random.Skewed(2 * kNanosPerMilli));
  }
  return plan;
}

void AddFault(Random &random, uint64_t expected_bytes, DirectionPlan &plan) {
  plan.fault = static_cast<Fault>(random.Between(1, kFaults - 1));
  // Within the greeting as often as anywhere.
  plan.fault_at = random.Below(random.OneIn(4) ? 300 : expected_bytes);
  plan.fault_bytes = random.Skewed(2'000);
}

}  // namespace

Scenario MakeScenario(uint64_t seed) {
  Random random(seed);
  Scenario scenario;
  scenario.protocol = random.OneIn(2) ? Protocol::kTcp : Protocol::kMsgr2;
  MakeLoad(random, scenario);
  WindowOptions &window = scenario.workload.window;
  const uint64_t largest = std::max<uint64_t>(window.bytes, window.reply_bytes);
  if (window.plan.ios * largest > kMaxRunBytes) {
    window.plan.ios = std::max<uint64_t>(1, kMaxRunBytes / largest);
  }
  const uint64_t to_server = ExpectedBytes(window.plan, window.bytes);
  const uint64_t to_client = ExpectedBytes(window.plan, window.reply_bytes);
  scenario.to_server = MakeDirection(random, to_server);
  scenario.to_client = MakeDirection(random, to_client);
  // One in ten keeps all its bytes.
  if (!random.OneIn(10)) {
    if (random.OneIn(2)) {
      AddFault(random, to_server, scenario.to_server);
    } else {
      AddFault(random, to_client, scenario.to_client);
    }
  }
  scenario.refused = random.OneIn(50);
  if (random.OneIn(20)) {
    scenario.stop_after_ns = static_cast<int64_t>(random.Skewed(1'000'000));
    scenario.stop = random.OneIn(2) ? StopLevel::kDrain : StopLevel::kAbandon;
  }
  scenario.seed = random.Next();
  return scenario;
}

namespace {

std::string Describe(const DirectionPlan &plan) {
  constexpr std::array<const char *, kFaults> kNames = {
      "no fault", "cut", "reset", "frozen", "duplicate", "drop", "corrupt"};
  return absl::StrCat(kNames[static_cast<size_t>(plan.fault)], " at ",
                      plan.fault_at, " of ", plan.fault_bytes,
                      " bytes, capacity ", plan.capacity, ", chunk ",
                      plan.chunk, ", delay ", plan.delay_ns, " ns");
}

}  // namespace

std::string Describe(const Scenario &scenario) {
  const WindowOptions &window = scenario.workload.window;
  const PhasePlan &plan = window.plan;
  return absl::StrCat(
      scenario.protocol == Protocol::kTcp ? "tcp" : "msgr2", " ",
      AbslUnparseFlag(scenario.workload.codec), ", window ", window.window,
      ", ops ", window.bytes, ", replies ", window.reply_bytes, ", verify ",
      window.verify, ", ios ", plan.ios, ", duration ", plan.duration_ns,
      ", warm-up ", plan.warmup_messages, " or ", plan.warmup_ns, " ns, flush ",
      AbslUnparseFlag(scenario.workload.flush), "/",
      AbslUnparseFlag(scenario.server_flush), ", refused ", scenario.refused,
      ", stop ", static_cast<int>(scenario.stop), " after ",
      scenario.stop_after_ns, "; to server: ", Describe(scenario.to_server),
      "; to client: ", Describe(scenario.to_client));
}

}  // namespace grpc_perf_msgr
