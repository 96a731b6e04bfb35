#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/options.h"
#include "test/common/flags_testing.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Arguments = std::vector<std::string>;

class ServerOptionsTest : public FlagsTest {
 protected:
  static ServerOptions Parse(const Arguments& arguments) {
    const absl::StatusOr<ServerOptions> options = ParseServerOptions(arguments);
    EXPECT_TRUE(options.ok()) << options.status();
    return options.value_or(ServerOptions());
  }

  static std::string Error(const Arguments& arguments) {
    const absl::Status status = ParseServerOptions(arguments).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    return std::string(status.message());
  }

  const Arguments good_ = {"[::1]:0", "4", "15"};
};

TEST_F(ServerOptionsTest, PositionalArgumentsAreThoseOfCeph) {
  const ServerOptions options = Parse(good_);
  ASSERT_EQ(options.listen.size(), 1);
  EXPECT_EQ(options.listen[0].ToString(), "[::1]:0");
  EXPECT_EQ(options.threads, 4);
  EXPECT_EQ(options.think_ns, 15'000);
}

TEST_F(ServerOptionsTest, DefaultsAreAsDocumented) {
  const ServerOptions options = Parse(good_);
  EXPECT_EQ(options.think_mode, ThinkMode::kSleep);
  EXPECT_EQ(options.flush, FlushPolicy::kDrain);
  EXPECT_FALSE(options.callback_api);
  EXPECT_FALSE(options.busy_poll);
  EXPECT_EQ(options.cpus, CpuList());
  EXPECT_EQ(options.max_message_bytes, 64 * 1024 * 1024);
  EXPECT_EQ(options.max_streams, 0);
  EXPECT_EQ(options.grpc_args, GrpcArgs());
  EXPECT_EQ(options.port_file, "");
  EXPECT_FALSE(options.control_listen.has_value());
  EXPECT_EQ(options.drain_timeout_ns, 10'000'000'000);
}

TEST_F(ServerOptionsTest, EveryFlagArrivesAndIsToldToClients) {
  const uint32_t cpu = AllowedCpus().cpus.front();
  Set("think_mode", "spin");
  Set("flush", "message");
  Set("busy_poll", "true");
  Set("cpus", absl::StrCat(cpu));
  Set("max_message_bytes", "1000");
  Set("max_streams", "3");
  Set("port_file", "port");
  Set("drain_timeout", "2s");
  Set("grpc_arg", "grpc.a=1\ngrpc.b=two");
  const ServerOptions options = Parse(good_);
  EXPECT_EQ(options.think_mode, ThinkMode::kSpin);
  EXPECT_EQ(options.flush, FlushPolicy::kMessage);
  EXPECT_TRUE(options.busy_poll);
  EXPECT_EQ(options.cpus.cpus, std::vector<uint32_t>{cpu});
  EXPECT_EQ(options.max_message_bytes, 1000);
  EXPECT_EQ(options.max_streams, 3);
  EXPECT_EQ(options.port_file, "port");
  EXPECT_EQ(options.drain_timeout_ns, 2'000'000'000);

  const v1::ServerConditions told =
      ToServerConditions(options, "[::1]:99,tcp://[::1]:98");
  EXPECT_EQ(told.listen(), "[::1]:99,tcp://[::1]:98");
  EXPECT_EQ(told.threads(), 4);
  EXPECT_EQ(told.think_ns(), 15'000);
  EXPECT_EQ(told.think_mode(), "spin");
  EXPECT_EQ(told.flush(), "message");
  EXPECT_TRUE(told.busy_poll());
  EXPECT_EQ(told.api(), "stream");
  EXPECT_THAT(told.cpus(), ElementsAre(cpu));
  EXPECT_EQ(told.max_message_bytes(), 1000);
  EXPECT_EQ(told.max_streams(), 3);
  EXPECT_THAT(told.grpc_args(), ElementsAre("grpc.a=1", "grpc.b=two"));
}

TEST_F(ServerOptionsTest, LabelIsToldAsItIs) {
  EXPECT_EQ(ToServerConditions(Parse(good_), "").label(), "");
  Set("label", "rack 7");
  EXPECT_EQ(ToServerConditions(Parse(good_), "").label(), "rack 7");
}

TEST_F(ServerOptionsTest, EchoIsThatOfCeph) {
  EXPECT_EQ(FormatServerEcho(Parse(good_)),
            " using ms-public-type grpc\n"
            "       bind ip:port [::1]:0\n"
            "       worker threads 4\n"
            "       thinktime(us) 15\n");
}

TEST_F(ServerOptionsTest, EchoNamesEveryListener) {
  EXPECT_EQ(FormatServerEcho(
                Parse({"grpc://0.0.0.0:10001,tcp://0.0.0.0:10002", "2", "0"})),
            " using ms-public-type grpc,tcp\n"
            "       bind ip:port 0.0.0.0:10001,tcp://0.0.0.0:10002\n"
            "       worker threads 2\n"
            "       thinktime(us) 0\n");
}

TEST_F(ServerOptionsTest, SeveralAddressesAreTakenButOneOfGrpcAtMost) {
  const ServerOptions options =
      Parse({"tcp://h:1,[::1]:2,tcp://unix:/a", "1", "0"});
  ASSERT_EQ(options.listen.size(), 3);
  EXPECT_EQ(options.listen[0].ToString(), "tcp://h:1");
  EXPECT_EQ(options.listen[1].ToString(), "[::1]:2");
  EXPECT_EQ(options.listen[2].ToString(), "tcp://unix:/a");
  EXPECT_EQ(Parse({"tcp://h:1,tcp://h:2", "1", "0"}).listen.size(), 2);
  EXPECT_EQ(Error({"h:1,grpc://h:2", "1", "0"}),
            "LISTEN may name one grpc address, got \"h:1,grpc://h:2\"");
  EXPECT_THAT(Error({"h:1,", "1", "0"}), HasSubstr("has no port"));
  EXPECT_THAT(Error({"h:1,warp://h:2", "1", "0"}), HasSubstr("\"warp\""));
}

TEST_F(ServerOptionsTest, ApiIsStreamOrCallback) {
  Set("api", "callback");
  const ServerOptions options = Parse(good_);
  EXPECT_TRUE(options.callback_api);
  EXPECT_EQ(ToServerConditions(options, "").api(), "callback");
  Set("busy_poll", "true");
  EXPECT_EQ(Error(good_),
            "--busy_poll does not go with --api=callback: gRPC's own threads "
            "poll");
  for (const std::string bad : {"", "unary", "streams", "Stream"}) {
    Set("api", bad);
    EXPECT_EQ(
        Error(good_),
        absl::StrCat("--api must be stream or callback, got \"", bad, "\""));
  }
}

TEST_F(ServerOptionsTest, ControlListensOnGrpcAddressesOrNowhere) {
  Set("control_listen", "none");
  EXPECT_TRUE(Parse(good_).control_listen->empty());
  Set("control_listen", "127.0.0.1:0,unix:/tmp/control");
  const std::vector<Endpoint> listen = *Parse(good_).control_listen;
  ASSERT_EQ(listen.size(), 2);
  EXPECT_EQ(listen[0].ToString(), "127.0.0.1:0");
  EXPECT_EQ(listen[1].ToString(), "unix:/tmp/control");
  Set("control_listen", "tcp://127.0.0.1:1");
  EXPECT_EQ(Error(good_),
            "--control_listen must be grpc addresses or none, got "
            "\"tcp://127.0.0.1:1\"");
  Set("control_listen", "here");
  EXPECT_THAT(Error(good_), HasSubstr("\"here\", which has no port"));
}

TEST_F(ServerOptionsTest, ArgumentsOfTheWrongNumberAreRefused) {
  EXPECT_THAT(Error({}), HasSubstr("missing LISTEN THREADS THINK_US"));
  EXPECT_THAT(Error({"host:1", "1"}), HasSubstr("missing THINK_US"));
  EXPECT_THAT(Error({"host:1", "1", "1", "more"}),
              HasSubstr("unexpected argument \"more\""));
}

TEST_F(ServerOptionsTest, BadAddressesAreRefused) {
  EXPECT_THAT(Error({"host", "1", "0"}), HasSubstr("which has no port"));
  EXPECT_THAT(Error({"host:65536", "1", "0"}),
              HasSubstr("port must be 0..65535, got \"65536\""));
  EXPECT_THAT(Error({"unix:", "1", "0"}), HasSubstr("empty path"));
}

TEST_F(ServerOptionsTest, NumbersOutOfTheirRangesAreRefused) {
  for (const std::string bad : {"0", "1025", "x", "-1", ""}) {
    EXPECT_EQ(Error({"host:1", bad, "0"}),
              absl::StrCat("THREADS must be 1..1024, got \"", bad, "\""));
  }
  for (const std::string bad : {"60000001", "1us", "-1", ""}) {
    EXPECT_EQ(Error({"host:1", "1", bad}),
              absl::StrCat("THINK_US must be 0..60000000, got \"", bad, "\""));
  }
  EXPECT_EQ(Parse({"host:1", "1024", "60000000"}).threads, 1024);
}

TEST_F(ServerOptionsTest, MessageLimitOutOfRangeIsRefused) {
  Set("max_message_bytes", "1073741824");
  EXPECT_EQ(Parse(good_).max_message_bytes, 1'073'741'824);
  Set("max_message_bytes", "0");
  EXPECT_EQ(Parse(good_).max_message_bytes, 0);
  Set("max_message_bytes", "1073741825");
  EXPECT_EQ(Error(good_),
            "--max_message_bytes must be 0..1073741824, got 1073741825");
}

TEST_F(ServerOptionsTest, DrainTimeoutOutOfRangeIsRefused) {
  for (const std::string bad : {"0s", "-1s", "25h", "inf"}) {
    Set("drain_timeout", bad);
    EXPECT_THAT(
        Error(good_),
        HasSubstr("--drain_timeout must be more than 0 and at most 24h"));
  }
}

TEST_F(ServerOptionsTest, CpusThatThisProcessMayNotUseAreRefused) {
  Set("cpus", "4095");
  EXPECT_THAT(Error(good_), HasSubstr("of which CPU 4095 is not"));
}

TEST_F(ServerOptionsTest, FlagsRefuseWhatTheyCannotRead) {
  EXPECT_THAT(FlagError("think_mode", "dream"),
              HasSubstr("must be sleep or spin, got \"dream\""));
  EXPECT_THAT(FlagError("flush", "often"), HasSubstr("drain"));
  EXPECT_THAT(FlagError("cpus", "1,1"), HasSubstr("1,1"));
  EXPECT_THAT(FlagError("grpc_arg", "=value"), HasSubstr("KEY=VALUE"));
  FlagError("busy_poll", "perhaps");
  FlagError("max_streams", "-1");
  FlagError("max_streams", "4294967296");
  FlagError("max_message_bytes", "64M");
  FlagError("drain_timeout", "5");
}

TEST_F(ServerOptionsTest, UsageNamesEveryArgument) {
  for (const char* word :
       {"LISTEN", "THREADS", "THINK_US", "unix:PATH", "tcp://", "SIGTERM"}) {
    EXPECT_THAT(ServerUsage(), HasSubstr(word));
  }
}

}  // namespace
}  // namespace grpc_perf_msgr
