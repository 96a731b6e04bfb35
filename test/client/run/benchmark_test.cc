#include "client/run/benchmark.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "client/control/control_connection.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/schema_version.h"
#include "test/client/run/fake_control.h"
#include "test/client/run/memory_rig.h"
#include "test/common/warning_testing.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class TestGate final : public StartGate {
 public:
  absl::StatusOr<v1::ServerCounters> Await() override {
    ++awaited;
    if (!refusal.ok()) return refusal;
    return v1::ServerCounters();
  }
  void OnLook(int64_t) override { ++looks; }

  absl::Status refusal;
  int awaited = 0;
  int looks = 0;
};

class BenchmarkTest : public ::testing::Test {
 protected:
  BenchmarkTest() {
    workload_.server.host = "127.0.0.1";
    workload_.server.port = 1;
    workload_.window.window = 4;
    workload_.window.plan.ios = 100;
  }

  v1::Result Run(MemoryScript script, StartGate* gate = nullptr) {
    MemoryRig rig(std::move(script));
    std::optional<ControlConnection> control;
    if (workload_.control.has_value()) control.emplace(*workload_.control);
    return RunBenchmark(
        workload_, rig.rig(), control.has_value() ? &*control : nullptr, stop_,
        [this](const v1::Interval& interval) {
          intervals_.push_back(interval);
        },
        gate);
  }

  static MemoryScript Answering() {
    return {.run = [](uint32_t, MessageWindow& window) {
      return AnswerAll(window, 1000, 5000);
    }};
  }

  StopSignal stop_{StopLevel::kNone};
  Workload workload_;
  std::vector<v1::Interval> intervals_;
};

TEST_F(BenchmarkTest, MakesACompleteRecord) {
  const v1::Result result = Run(Answering());
  EXPECT_EQ(result.status().code(), "OK") << result.status().message();
  EXPECT_EQ(result.schema_version(), kSchemaVersion);
  EXPECT_GT(result.client_environment().libraries_size(), 0);
  EXPECT_EQ(result.client_cpu().messages(), 100);
  // 4 messages each 1,000 ns.
  EXPECT_DOUBLE_EQ(result.summary().messages_per_second(), 4e6);
  EXPECT_EQ(result.summary().latency_p99_ns(), 1000);
  EXPECT_EQ(intervals_.size(), 1u);
}

TEST_F(BenchmarkTest, WithoutControlTheServersFiguresAreAbsent) {
  const v1::Result result = Run(Answering());
  EXPECT_FALSE(result.has_server());
  EXPECT_FALSE(result.has_server_cpu());
  EXPECT_FALSE(result.summary().has_server_user_ns_per_message());
  EXPECT_THAT(result.warnings(), Contains(IsOfKind(v1::Warning::NO_CONTROL)));
}

TEST_F(BenchmarkTest, ATransportWithinTheClientHasNoServerToMiss) {
  const absl::StatusOr<Endpoint> server = ParseEndpoint("inproc://tcp");
  ASSERT_TRUE(server.ok()) << server.status();
  workload_.server = *server;
  EXPECT_THAT(Run(Answering()).warnings(),
              Not(Contains(IsOfKind(v1::Warning::NO_CONTROL))));
}

TEST_F(BenchmarkTest, ControlTellsTheServersFigures) {
  const FakeControl control;
  workload_.control = control.endpoint();
  const v1::Result result = Run(Answering());
  EXPECT_EQ(result.server().conditions().max_message_bytes(), 4321);
  EXPECT_EQ(control.readings(), 2u);
  EXPECT_EQ(result.server_cpu().messages(), 1000);
  EXPECT_EQ(result.summary().server_user_ns_per_message(), 2000);
}

TEST_F(BenchmarkTest, AServerThatDoesNotAnswerControlIsMeasuredAllTheSame) {
  {
    const FakeControl gone;
    workload_.control = gone.endpoint();
  }
  const v1::Result result = Run(Answering());
  EXPECT_EQ(result.status().code(), "OK");
  EXPECT_FALSE(result.has_server());
  EXPECT_THAT(result.warnings(),
              Contains(IsOfKind(v1::Warning::NO_SERVER_INFO)));
}

TEST_F(BenchmarkTest, OfARunThatDidNotBeginThereIsNoCpu) {
  const v1::Result result = Run(
      {.connect =
           [](const StopSignal&) { return absl::UnavailableError("nobody"); },
       .run = {}});
  EXPECT_EQ(result.status().code(), "UNAVAILABLE");
  EXPECT_FALSE(result.has_client_cpu());
  EXPECT_FALSE(result.has_server_cpu());
  EXPECT_EQ(result.counts().sent(), 0);
  EXPECT_FALSE(result.summary().has_messages_per_second());
}

TEST_F(BenchmarkTest, CpuIsThatOfTheMeasurePhase) {
  const FakeControl control;
  workload_.control = control.endpoint();
  workload_.window.plan.warmup_messages = 40;
  const v1::Result result =
      Run({.run = [&control](uint32_t, MessageWindow& window) {
        int64_t now_ns = 5000;
        absl::Status status = AnswerInMemory(window, 40, 1000, now_ns);
        if (!status.ok()) return status;
        // Until that was noticed: then the server is asked.
        while (control.readings() == 0) std::this_thread::yield();
        return AnswerAll(window, 1000, now_ns);
      }});
  EXPECT_EQ(result.client_cpu().messages(), 100);
  EXPECT_EQ(result.counts().answered_all_phases(), 140);
  EXPECT_EQ(control.readings(), 2u);
}

TEST_F(BenchmarkTest, BeginsWhenTheGateOpens) {
  TestGate gate;
  const v1::Result result = Run(Answering(), &gate);
  EXPECT_EQ(result.status().code(), "OK");
  EXPECT_EQ(gate.awaited, 1);
  EXPECT_GT(gate.looks, 0);
  EXPECT_EQ(result.client_cpu().messages(), 100);
}

TEST_F(BenchmarkTest, DoesNotBeginWhenTheGateStaysShut) {
  TestGate gate;
  gate.refusal = absl::DeadlineExceededError("2 of 3 came");
  const v1::Result result = Run(Answering(), &gate);
  EXPECT_EQ(result.status().code(), "DEADLINE_EXCEEDED");
  EXPECT_EQ(result.status().message(), "2 of 3 came");
  EXPECT_EQ(result.counts().sent(), 0);
  EXPECT_EQ(gate.looks, 0);
  EXPECT_FALSE(result.has_client_cpu());
}

TEST_F(BenchmarkTest, NamesTheLimitThatAMessageExceeds) {
  const FakeControl control;
  workload_.control = control.endpoint();
  workload_.conditions.set_bytes(5000);
  const v1::Result result =
      Run({.run = [](uint32_t, MessageWindow& window) -> absl::Status {
        window.Send(5000);
        return absl::ResourceExhaustedError("message larger than max");
      }});
  EXPECT_THAT(result.status().message(),
              HasSubstr("ops carry 5000 bytes, the server's "
                        "--max_message_bytes is 4321"));
}

}  // namespace
}  // namespace grpc_perf_msgr
