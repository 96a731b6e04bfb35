#include "client/transport/grpc/completion_loop.h"

#include <grpcpp/alarm.h>

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace grpc_perf_msgr {
namespace {

// Writes down what it is told; its operations are alarms that have gone off.
class Recorded {
 public:
  struct Tag {
    std::string name;
    grpc::Alarm alarm = {};
  };

  explicit Recorded(TagQueue& tags) : tags_(tags) {}

  void Start(Tag& tag) {
    tag.alarm.Set(&tags_.queue(), gpr_time_0(GPR_CLOCK_MONOTONIC),
                  tags_.Arm(tag));
  }

  absl::Status OnCompletion(Tag& tag, bool ok) {
    EXPECT_TRUE(ok);
    told_.push_back(tag.name);
    return tag.name == "bad" ? absl::DataLossError(tag.name) : absl::OkStatus();
  }
  bool Holds() const { return holds_; }
  void OnIdle() {
    told_.emplace_back("idle");
    holds_ = false;
  }
  void OnCheck(int64_t) { told_.emplace_back("check"); }
  bool Over() const { return told_.size() >= wanted_; }

  void set_holds() { holds_ = true; }
  void set_wanted(size_t wanted) { wanted_ = wanted; }
  const std::vector<std::string>& told() const { return told_; }

 private:
  TagQueue& tags_;
  std::vector<std::string> told_;
  bool holds_ = false;
  size_t wanted_ = 1;
};

class CompletionLoopTest : public ::testing::TestWithParam<bool> {
 protected:
  static WindowOptions Options() {
    WindowOptions options;
    options.plan.ios = 10;
    return options;
  }

  absl::Status Run() {
    return RunCompletions(api_, tags_, window_, GetParam());
  }

  StopSignal stop_{StopLevel::kNone};
  MessageWindow window_{Options(), &stop_};
  TagQueue tags_;
  Recorded api_{tags_};
  Recorded::Tag good_{"good"};
  Recorded::Tag bad_{"bad"};
};

using Lines = std::vector<std::string>;

TEST_P(CompletionLoopTest, HandsOnCompletionsUntilTheApiIsOver) {
  window_.Start(SteadyNowNs());
  api_.Start(good_);
  EXPECT_TRUE(Run().ok());
  EXPECT_EQ(api_.told(), Lines({"good"}));
}

TEST_P(CompletionLoopTest, EndsWithTheFirstError) {
  window_.Start(SteadyNowNs());
  api_.set_wanted(5);
  api_.Start(bad_);
  EXPECT_EQ(Run(), absl::DataLossError("bad"));
}

TEST_P(CompletionLoopTest, SaysWhenNoCompletionIsReadyForWhatIsHeld) {
  window_.Start(SteadyNowNs());
  api_.set_holds();
  EXPECT_TRUE(Run().ok());
  EXPECT_EQ(api_.told(), Lines({"idle"}));
}

TEST_P(CompletionLoopTest, ChecksTheWindowWhenItWantsToWake) {
  // Long ago: the check is due at once.
  window_.Start(SteadyNowNs() - kNanosPerSecond);
  EXPECT_TRUE(Run().ok());
  EXPECT_EQ(api_.told(), Lines({"check"}));
  EXPECT_GT(window_.WakeAtNs(), SteadyNowNs() - kNanosPerSecond);
}

TEST_P(CompletionLoopTest, EndsWithTheErrorOfTheWindowsCheck) {
  const int64_t now_ns = SteadyNowNs();
  window_.Start(now_ns - kNanosPerSecond);
  window_.Send(now_ns);
  stop_ = StopLevel::kAbandon;
  EXPECT_EQ(Run().code(), absl::StatusCode::kCancelled);
  EXPECT_TRUE(api_.told().empty());
}

INSTANTIATE_TEST_SUITE_P(Waits, CompletionLoopTest, ::testing::Bool(),
                         [](const ::testing::TestParamInfo<bool>& info) {
                           return info.param ? "spins" : "sleeps";
                         });

}  // namespace
}  // namespace grpc_perf_msgr
