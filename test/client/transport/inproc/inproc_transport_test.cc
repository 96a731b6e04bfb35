// Whole runs through a Transport on one thread, without a socket.
#include "client/transport/inproc/inproc_transport.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

#include "client/load/message_window.h"
#include "common/clock.h"
#include "common/payload.h"

namespace grpc_perf_msgr {
namespace {

using Maker = std::function<std::unique_ptr<Transport>(const Workload&,
                                                       absl::string_view)>;

class InprocTransportTest : public ::testing::Test {
 protected:
  InprocTransportTest() {
    workload_.codec = Codec::kBytes;
    workload_.window.window = 32;
    workload_.window.plan.ios = 2'000;
    workload_.window.plan.warmup_messages = 100;
    workload_.window.bytes = 64;
  }

  // Runs it to its end; the counts that it leaves.
  v1::Counts Run(const Maker& make) {
    const std::string payload = MakePayload(workload_.window.bytes);
    const std::unique_ptr<Transport> transport = make(workload_, payload);
    absl::Status status = transport->Connect(10 * kNanosPerSecond, stop_);
    EXPECT_TRUE(status.ok()) << status;
    MessageWindow window(workload_.window, &stop_);
    window.Start(SteadyNowNs());
    status_ = transport->Run(window);
    return window.Counts();
  }
  void ExpectComplete(const Maker& make) {
    const v1::Counts counts = Run(make);
    EXPECT_TRUE(status_.ok()) << status_;
    EXPECT_EQ(counts.sent(), 2'000);
    EXPECT_EQ(counts.answered(), 2'000);
    EXPECT_EQ(counts.answered_all_phases(), 2'100);
    EXPECT_EQ(counts.errors(), 0);
    EXPECT_EQ(counts.max_in_flight(), 32);
    EXPECT_EQ(counts.bytes_received(), 2'000 * workload_.window.reply_bytes);
  }

  Workload workload_;
  StopSignal stop_{StopLevel::kNone};
  absl::Status status_;
};

TEST_F(InprocTransportTest, CarriesTcp) { ExpectComplete(&MakeInprocTcp); }

TEST_F(InprocTransportTest, CarriesTcpWithProtobufAndChecksums) {
  workload_.codec = Codec::kProtobuf;
  workload_.window.verify = true;
  workload_.window.reply_bytes = 1'000;
  ExpectComplete(&MakeInprocTcp);
}

TEST_F(InprocTransportTest, CarriesMsgr2) { ExpectComplete(&MakeInprocMsgr2); }

// Far more than the pipe holds.
TEST_F(InprocTransportTest, CarriesMessagesLargerThanThePipe) {
  workload_.window.bytes = 1'000'000;
  workload_.window.reply_bytes = 700'000;
  workload_.window.plan.ios = 40;
  workload_.window.plan.warmup_messages = 0;
  EXPECT_EQ(Run(&MakeInprocTcp).answered(), 40);
  EXPECT_TRUE(status_.ok()) << status_;
}

TEST_F(InprocTransportTest, FlushesEachMessage) {
  workload_.flush = FlushPolicy::kMessage;
  ExpectComplete(&MakeInprocTcp);
  ExpectComplete(&MakeInprocMsgr2);
}

TEST_F(InprocTransportTest, EndsARunByTime) {
  workload_.window.plan = PhasePlan();
  workload_.window.plan.duration_ns = 5 * kNanosPerMilli;
  const v1::Counts counts = Run(&MakeInprocTcp);
  EXPECT_TRUE(status_.ok()) << status_;
  EXPECT_GT(counts.answered(), 0);
  EXPECT_EQ(counts.lost(), 0);
}

TEST_F(InprocTransportTest, EndsWhenStopped) {
  workload_.window.plan = PhasePlan();
  workload_.window.plan.duration_ns = 3'600 * kNanosPerSecond;
  stop_ = StopLevel::kNone;
  const std::string payload = MakePayload(64);
  const std::unique_ptr<Transport> transport =
      MakeInprocTcp(workload_, payload);
  ASSERT_TRUE(transport->Connect(kNanosPerSecond, stop_).ok());
  MessageWindow window(workload_.window, &stop_);
  window.Start(SteadyNowNs());
  stop_ = StopLevel::kDrain;
  EXPECT_TRUE(transport->Run(window).ok());
  EXPECT_EQ(window.Counts().lost(), 0);
}

}  // namespace
}  // namespace grpc_perf_msgr
