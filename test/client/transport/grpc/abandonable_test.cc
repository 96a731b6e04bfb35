#include "client/transport/grpc/abandonable.h"

#include <memory>
#include <optional>

#include "gtest/gtest.h"

namespace grpc_perf_msgr {
namespace {

// What the transport of a test did; outlives it.
struct Told {
  bool comes_back = true;
  std::optional<int64_t> drain_timeout_ns;
  bool destroyed = false;
};

Told* told = nullptr;

class Made {
 public:
  Made(const Workload&, absl::string_view) {}
  ~Made() { told->destroyed = true; }

  absl::Status Connect(int64_t, const StopSignal&) {
    return absl::UnavailableError("connect");
  }
  absl::Status Run(MessageWindow&) { return absl::DataLossError("run"); }
  bool Drain(int64_t timeout_ns) {
    told->drain_timeout_ns = timeout_ns;
    return told->comes_back;
  }
};

class AbandonableTest : public ::testing::Test {
 protected:
  AbandonableTest() { told = told_.get(); }
  // What is never destroyed points to nothing that is.
  Told& Destroy() {
    std::make_unique<Abandonable<Made>>(Workload(), "payload").reset();
    return *told_;
  }

  std::unique_ptr<Told> told_ = std::make_unique<Told>();
};

TEST_F(AbandonableTest, DestroysWhatCameBack) {
  const Told& told = Destroy();
  EXPECT_TRUE(told.destroyed);
  EXPECT_EQ(told.drain_timeout_ns, kCancelTimeoutNs);
}

TEST_F(AbandonableTest, KeepsWhatGrpcMayStillUse) {
  told_->comes_back = false;
  const Told& told = Destroy();
  EXPECT_TRUE(told.drain_timeout_ns.has_value());
  EXPECT_FALSE(told.destroyed);
}

TEST_F(AbandonableTest, HandsOnWhatTheTransportSays) {
  Abandonable<Made> transport(Workload(), "payload");
  const StopSignal stop{StopLevel::kNone};
  EXPECT_EQ(transport.Connect(1, stop), absl::UnavailableError("connect"));
  MessageWindow window({}, &stop);
  EXPECT_EQ(transport.Run(window), absl::DataLossError("run"));
}

}  // namespace
}  // namespace grpc_perf_msgr
