#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/flags/reflection.h"
#include "absl/strings/str_cat.h"
#include "client/options.h"
#include "test/client/client_flags_testing.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

class ClientOptionsTest : public ClientFlagsTest {
 protected:
  // For --duration.
  const Arguments no_ios_ = {"host:10001", "2", "32", "0", "5", "4096"};
};

TEST_F(ClientOptionsTest, PositionalArgumentsAreThoseOfCeph) {
  const Workload workload = Parse(good_).workload;
  EXPECT_EQ(workload.server.ToString(), "host:10001");
  EXPECT_EQ(workload.threads, 2);
  EXPECT_EQ(workload.window.window, 32);
  EXPECT_EQ(workload.window.plan.ios, 1000);
  EXPECT_EQ(workload.window.think_ns, 5000);
  EXPECT_EQ(workload.window.bytes, 4096);
}

TEST_F(ClientOptionsTest, DefaultsAreAsDocumented) {
  const ClientOptions options = Parse(good_);
  const WindowOptions& window = options.workload.window;
  EXPECT_EQ(window.plan.warmup_messages, 0);
  EXPECT_EQ(window.plan.warmup_ns, 0);
  EXPECT_EQ(window.plan.duration_ns, 0);
  EXPECT_EQ(window.reply_bytes, 0);
  EXPECT_FALSE(window.verify);
  EXPECT_EQ(window.think_mode, ThinkMode::kSleep);
  EXPECT_EQ(window.stall_timeout_ns, 10'000'000'000);
  EXPECT_EQ(options.workload.flush, FlushPolicy::kDrain);
  EXPECT_EQ(options.workload.codec, Codec::kProtobuf);
  EXPECT_EQ(options.workload.api, Api::kStream);
  EXPECT_FALSE(options.workload.busy_poll);
  EXPECT_EQ(options.workload.control, options.workload.server);
  EXPECT_EQ(options.workload.connect_timeout_ns, 5'000'000'000);
  EXPECT_EQ(options.workload.interval_ns, 1'000'000'000);
  EXPECT_EQ(options.workload.cpus, CpuList());
  EXPECT_EQ(options.workload.grpc_args, GrpcArgs());
  EXPECT_EQ(options.result_json, "");
  EXPECT_EQ(options.result_csv, "");
  EXPECT_FALSE(options.quiet);
  EXPECT_FALSE(options.check);
}

TEST_F(ClientOptionsTest, EveryFlagArrives) {
  const uint32_t cpu = AllowedCpus().cpus.front();
  Set("warmup", "100");
  Set("duration", "30s");
  Set("reply_bytes", "77");
  Set("verify", "true");
  Set("think_mode", "spin");
  Set("flush", "message");
  Set("codec", "bytes");
  Set("busy_poll", "true");
  Set("control", "unix:/control");
  Set("cpus", absl::StrCat(cpu));
  Set("connect_timeout", "6s");
  Set("stall_timeout", "7s");
  Set("grpc_arg", "grpc.a=1\ngrpc.b=two");
  Set("interval", "250ms");
  Set("result_json", "a.json");
  Set("result_csv", "b.csv");
  Set("quiet", "true");
  const ClientOptions options = Parse(no_ios_);
  const Workload& workload = options.workload;
  EXPECT_EQ(workload.window.plan.warmup_messages, 100);
  EXPECT_EQ(workload.window.plan.warmup_ns, 0);
  EXPECT_EQ(workload.window.plan.ios, 0);
  EXPECT_EQ(workload.window.plan.duration_ns, 30'000'000'000);
  EXPECT_EQ(workload.window.reply_bytes, 77);
  EXPECT_TRUE(workload.window.verify);
  EXPECT_EQ(workload.window.think_mode, ThinkMode::kSpin);
  EXPECT_EQ(workload.window.stall_timeout_ns, 7'000'000'000);
  EXPECT_EQ(workload.flush, FlushPolicy::kMessage);
  EXPECT_EQ(workload.codec, Codec::kBytes);
  EXPECT_TRUE(workload.busy_poll);
  ASSERT_TRUE(workload.control.has_value());
  EXPECT_EQ(workload.control->ToString(), "unix:/control");
  EXPECT_EQ(workload.cpus.cpus, std::vector<uint32_t>{cpu});
  EXPECT_EQ(workload.connect_timeout_ns, 6'000'000'000);
  EXPECT_EQ(workload.interval_ns, 250'000'000);
  ASSERT_EQ(workload.grpc_args.args.size(), 2);
  EXPECT_EQ(workload.grpc_args.args[0].ToString(), "grpc.a=1");
  EXPECT_EQ(workload.grpc_args.args[1].ToString(), "grpc.b=two");
  EXPECT_EQ(options.result_json, "a.json");
  EXPECT_EQ(options.result_csv, "b.csv");
  EXPECT_TRUE(options.quiet);
  EXPECT_FALSE(options.check);
}

TEST_F(ClientOptionsTest, LabelIsRecordedAsItIs) {
  EXPECT_EQ(Parse(good_).workload.conditions.label(), "");
  Set("label", "before, \"rack 7\"");
  EXPECT_EQ(Parse(good_).workload.conditions.label(), "before, \"rack 7\"");
}

TEST_F(ClientOptionsTest, WarmupIsACountOrADuration) {
  Set("warmup", "500ms");
  EXPECT_EQ(Parse(good_).workload.window.plan.warmup_ns, 500'000'000);
  EXPECT_EQ(Parse(good_).workload.window.plan.warmup_messages, 0);
  Set("warmup", "0");
  EXPECT_EQ(Parse(good_).workload.window.plan.warmup_ns, 0);
  EXPECT_EQ(Parse(good_).workload.window.plan.warmup_messages, 0);
  for (const char* bad : {"", "soon", "-1", "-1s", "1.5", "5 s", "inf", "721h",
                          "1000000000001", "99999999999999999999"}) {
    EXPECT_THAT(FlagError("warmup", bad),
                HasSubstr("must be a count of 0..1000000000000 messages or a "
                          "duration up to 720h such as 500ms"));
  }
}

TEST_F(ClientOptionsTest, WarmupIsWrittenAsItIsRead) {
  for (const CountOrDuration& value :
       {CountOrDuration{1000, 0}, CountOrDuration{0, 500'000'000},
        CountOrDuration{0, 0}}) {
    CountOrDuration again;
    std::string error;
    EXPECT_TRUE(AbslParseFlag(AbslUnparseFlag(value), &again, &error)) << error;
    EXPECT_EQ(again, value);
  }
}

TEST_F(ClientOptionsTest, CheckNeedsTheServerAlone) {
  Set("check", "true");
  Set("connect_timeout", "3s");
  const ClientOptions options = Parse({"host:1"});
  EXPECT_TRUE(options.check);
  EXPECT_EQ(options.workload.server.ToString(), "host:1");
  EXPECT_EQ(options.workload.connect_timeout_ns, 3'000'000'000);
  // All arguments are fine, too: a script just adds the flag.
  EXPECT_TRUE(Parse(good_).check);
  EXPECT_THAT(Error({}), HasSubstr("missing SERVER"));
  EXPECT_THAT(Error({"host"}), HasSubstr("has no port"));
}

TEST_F(ClientOptionsTest, ArgumentsOfTheWrongNumberAreRefused) {
  EXPECT_THAT(Error({}),
              HasSubstr("missing SERVER THREADS WINDOW IOS THINK_US BYTES"));
  EXPECT_THAT(Error({"host:1", "1", "1", "1"}),
              HasSubstr("missing THINK_US BYTES"));
  EXPECT_THAT(Error({"host:1", "1", "1", "1", "1", "1", "more"}),
              HasSubstr("unexpected argument \"more\""));
}

TEST_F(ClientOptionsTest, BadAddressesAreRefused) {
  Arguments arguments = good_;
  arguments[0] = "host";
  EXPECT_THAT(Error(arguments), HasSubstr("\"host\", which has no port"));
  arguments[0] = "host:0";
  EXPECT_EQ(Error(arguments),
            "SERVER needs a port of 1..65535, got \"host:0\"");
  arguments[0] = "warp://host:1";
  EXPECT_THAT(Error(arguments), HasSubstr("\"warp\""));
}

TEST_F(ClientOptionsTest, NumbersOutOfTheirRangesAreRefused) {
  struct Bad {
    size_t position;
    std::string name;
    std::string range;
    std::vector<std::string> values;
  };
  for (const Bad& bad :
       {Bad{1, "THREADS", "1..10000", {"0", "10001", "-1", "x", ""}},
        Bad{2, "WINDOW", "1..65536", {"0", "65537", "1.5"}},
        Bad{3, "IOS", "0..1000000000000", {"1000000000001", "many"}},
        Bad{4, "THINK_US", "0..60000000", {"60000001", "1us"}},
        Bad{5, "BYTES", "0..1073741824", {"1073741825", "4k"}}}) {
    for (const std::string& value : bad.values) {
      Arguments arguments = good_;
      arguments[bad.position] = value;
      EXPECT_EQ(Error(arguments), absl::StrCat(bad.name, " must be ", bad.range,
                                               ", got \"", value, "\""));
    }
  }
}

TEST_F(ClientOptionsTest, TheEndsOfTheRangesAreTaken) {
  const Workload most = Parse({"host:65535", "10000", "65536", "1000000000000",
                               "60000000", "1073741824"})
                            .workload;
  EXPECT_EQ(most.threads, 10'000);
  EXPECT_EQ(most.window.window, 65'536);
  EXPECT_EQ(most.window.plan.ios, 1'000'000'000'000);
  EXPECT_EQ(most.window.think_ns, 60'000'000'000);
  EXPECT_EQ(most.window.bytes, 1'073'741'824);
  const Workload least = Parse({"host:1", "1", "1", "1", "0", "0"}).workload;
  EXPECT_EQ(least.window.bytes, 0);
}

TEST_F(ClientOptionsTest, EitherIosOrDurationEndsARun) {
  EXPECT_THAT(Error(no_ios_), HasSubstr("IOS must be 1 or more, got \"0\""));
  EXPECT_THAT(Error(no_ios_), HasSubstr("--duration"));
  Set("duration", "1s");
  EXPECT_THAT(Error(good_),
              HasSubstr("IOS must be 0 with --duration, got \"1000\""));
  EXPECT_EQ(Parse(no_ios_).workload.window.plan.duration_ns, 1'000'000'000);
}

TEST_F(ClientOptionsTest, TimesOutOfTheirRangesAreRefused) {
  for (const std::string flag : {"connect_timeout", "stall_timeout"}) {
    for (const std::string bad : {"0s", "-1s", "721h", "inf"}) {
      const absl::FlagSaver saver;
      Set(flag, bad);
      EXPECT_THAT(Error(good_),
                  HasSubstr(absl::StrCat(
                      "--", flag, " must be more than 0 and at most 720h")));
    }
  }
  Set("duration", "-1s");
  EXPECT_THAT(Error(no_ios_), HasSubstr("--duration must be more than 0"));
  Set("duration", "721h");
  EXPECT_THAT(Error(no_ios_), HasSubstr("--duration must be more than 0"));
  Set("duration", "0");
  for (const std::string bad : {"9ms", "0", "-1s"}) {
    Set("interval", bad);
    EXPECT_THAT(Error(good_), HasSubstr("--interval must be 10ms or more"));
  }
  Set("interval", "721h");
  EXPECT_THAT(Error(good_), HasSubstr("--interval must be"));
}

TEST_F(ClientOptionsTest, ReplyBytesOutOfRangeAreRefused) {
  Set("reply_bytes", "1073741824");
  EXPECT_EQ(Parse(good_).workload.window.reply_bytes, 1'073'741'824);
  Set("reply_bytes", "1073741825");
  EXPECT_EQ(Error(good_),
            "--reply_bytes must be 0..1073741824, got 1073741825");
}

TEST_F(ClientOptionsTest, CpusThatThisProcessMayNotUseAreRefused) {
  Set("cpus", "4095");
  EXPECT_THAT(Error(good_), HasSubstr("of which CPU 4095 is not"));
}

TEST_F(ClientOptionsTest, FlagsRefuseWhatTheyCannotRead) {
  EXPECT_THAT(FlagError("think_mode", "dream"),
              HasSubstr("must be sleep or spin, got \"dream\""));
  EXPECT_THAT(FlagError("flush", "often"), HasSubstr("drain"));
  EXPECT_THAT(FlagError("codec", "json"),
              HasSubstr("codec must be protobuf or bytes, got \"json\""));
  EXPECT_THAT(
      FlagError("api", "generic"),
      HasSubstr(
          "api must be stream, callback, unary or streams, got \"generic\""));
  EXPECT_THAT(FlagError("cpus", "3-1"), HasSubstr("3-1"));
  EXPECT_THAT(FlagError("grpc_arg", "key"), HasSubstr("KEY=VALUE"));
  FlagError("duration", "long");
  FlagError("verify", "perhaps");
  FlagError("busy_poll", "perhaps");
  FlagError("reply_bytes", "-1");
}

TEST_F(ClientOptionsTest, UsageNamesEveryArgumentAndExitStatus) {
  for (const char* word : {"SERVER", "THREADS", "WINDOW", "IOS", "THINK_US",
                           "BYTES", "--check", "unix:PATH", "130"}) {
    EXPECT_THAT(ClientUsage(), HasSubstr(word));
  }
}

}  // namespace
}  // namespace grpc_perf_msgr
