#include "client/compare/plan/scenario.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/compare/plan/default_scenario.h"
#include "client/compare/plan/point.h"
#include "common/cpu_list.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace grpc_perf_msgr {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(ScenarioTest, DefaultsAreFilledIn) {
  const auto s = ParseScenario(R"({"targets": [{"name": "a"}]})");
  ASSERT_TRUE(s.ok()) << s.status();
  EXPECT_EQ(s->name(), "comparison");
  EXPECT_EQ(s->baseline(), "a");
  EXPECT_THAT(s->threads(), ElementsAre(1));
  EXPECT_THAT(s->window(), ElementsAre(32));
  EXPECT_THAT(s->bytes(), ElementsAre(4096));
  EXPECT_THAT(s->reply_bytes(), ElementsAre(0));
  EXPECT_THAT(s->client_think_us(), ElementsAre(0));
  EXPECT_THAT(s->server_think_us(), ElementsAre(0));
  EXPECT_EQ(s->duration(), "2s");
  EXPECT_EQ(s->ios(), 0u);
  EXPECT_EQ(s->warmup(), "0");
  EXPECT_EQ(s->repeats(), 5u);
  EXPECT_EQ(s->server_threads(), 1u);
  EXPECT_EQ(s->stall_timeout(), "10s");
  const v1::Target& target = s->targets(0);
  EXPECT_EQ(target.transport(), "grpc");
  EXPECT_EQ(target.codec(), "protobuf");
  EXPECT_EQ(target.api(), "stream");
  EXPECT_EQ(target.flush(), "drain");
}

TEST(ScenarioTest, TheNetworkFloorIsForServersElsewhere) {
  const auto floor = [](const std::string& fields) {
    const auto s = ParseScenario("{\"targets\": [{\"name\": \"a\"" + fields);
    return s.ok() ? s->network_floor() : std::string(s.status().message());
  };
  EXPECT_EQ(floor("}]}"), "none");
  EXPECT_EQ(floor(R"(, "address": "10.0.0.2:1"}]})"), "1s");
  EXPECT_EQ(floor(R"(, "address": "10.0.0.2:1"}], "network_floor": "2s"})"),
            "2s");
  EXPECT_EQ(floor(R"(, "address": "10.0.0.2:1"}], "network_floor": "none"})"),
            "none");
  EXPECT_THAT(floor(R"(}], "network_floor": "1s"})"),
              HasSubstr("network_floor must be left out"));
  EXPECT_THAT(
      floor(R"(, "address": "10.0.0.2:1"}], "network_floor": "5"})"),
      HasSubstr("network_floor must be a duration above 0 and up to 1h such "
                "as \"1s\", or \"none\", got \"5\""));
}

TEST(ScenarioTest, CompletingTwiceChangesNothing) {
  v1::Scenario scenario = DefaultScenario();
  ASSERT_TRUE(CompleteScenario(scenario).ok());
  const std::string once = scenario.SerializeAsString();
  ASSERT_TRUE(CompleteScenario(scenario).ok());
  EXPECT_EQ(scenario.SerializeAsString(), once);
}

TEST(ScenarioTest, BothEndsGetCpusOfTheirOwnWhereThereAreTwo) {
  const auto s = ParseScenario(R"({"targets": [{"name": "a"}]})");
  ASSERT_TRUE(s.ok());
  if (AllowedCpus().cpus.size() < 2) {
    EXPECT_EQ(s->client_cpus(), "none");
    EXPECT_EQ(s->server_cpus(), "none");
  } else {
    EXPECT_NE(s->client_cpus(), "none");
    EXPECT_NE(s->server_cpus(), s->client_cpus());
  }
}

TEST(ScenarioTest, NothingIsPinnedBesideServersOfOthers) {
  const auto s =
      ParseScenario(R"({"targets": [{"name": "a", "address": "b:1"}]})");
  ASSERT_TRUE(s.ok()) << s.status();
  EXPECT_EQ(s->client_cpus(), "none");
}

TEST(ScenarioTest, PointsAreAllCombinations) {
  const auto s = ParseScenario(
      R"({"targets": [{"name": "a"}], "threads": [1, 4], "window": [1, 32],
          "bytes": [0], "reply_bytes": [64], "client_think_us": [5],
          "server_think_us": [0, 50]})");
  ASSERT_TRUE(s.ok()) << s.status();
  std::vector<std::string> names;
  for (const v1::Point& point : Points(*s)) names.push_back(PointName(point));
  const std::string rest = "x0 reply 64 client think 5 us";
  EXPECT_THAT(
      names, ElementsAre("1x1" + rest, "1x1" + rest + " server think 50 us",
                         "1x32" + rest, "1x32" + rest + " server think 50 us",
                         "4x1" + rest, "4x1" + rest + " server think 50 us",
                         "4x32" + rest, "4x32" + rest + " server think 50 us"));
}

TEST(ScenarioTest, TimesAreRead) {
  const auto s = ParseScenario(
      R"({"targets": [{"name": "a"}], "duration": "1.5s", "warmup": "250ms"})");
  ASSERT_TRUE(s.ok()) << s.status();
  EXPECT_EQ(DurationNs(*s), 1'500'000'000);
  EXPECT_EQ(WarmupNs(*s), 250'000'000);
  EXPECT_EQ(WarmupMessages(*s), 0u);
  const auto counted = ParseScenario(
      R"({"targets": [{"name": "a"}], "ios": 1000, "warmup": "20"})");
  ASSERT_TRUE(counted.ok()) << counted.status();
  EXPECT_EQ(DurationNs(*counted), 0);
  EXPECT_EQ(WarmupNs(*counted), 0);
  EXPECT_EQ(WarmupMessages(*counted), 20u);
}

struct Bad {
  // Fields of the scenario beside one target, or "targets".
  const char* fields;
  const char* message;
};

class BadScenarioTest : public testing::TestWithParam<Bad> {};

TEST_P(BadScenarioTest, SaysWhatIsWrong) {
  const std::string fields = GetParam().fields;
  const std::string targets = fields.find("targets") == std::string::npos
                                  ? R"("targets": [{"name": "a"}], )"
                                  : "";
  const auto scenario = ParseScenario(absl::StrCat("{", targets, fields, "}"));
  ASSERT_FALSE(scenario.ok());
  EXPECT_EQ(scenario.status().code(), absl::StatusCode::kInvalidArgument);
  const std::string message(scenario.status().message());
  EXPECT_THAT(message, HasSubstr(GetParam().message));
  EXPECT_EQ(message.find('\n'), std::string::npos) << "one line";
}

INSTANTIATE_TEST_SUITE_P(
    Whole, BadScenarioTest,
    testing::Values(
        Bad{R"("windows": [1])", "unknown field \"windows\""},
        Bad{R"("targets": [{"name": "a", "flsh": "drain"}])",
            "unknown field \"flsh\" in targets[0]"},
        Bad{R"("window": [1)", "near `"}, Bad{R"("window": ["x"])", "window"},
        Bad{R"("targets": [])", "targets must name one or more, got 0"},
        Bad{R"("baseline": "b")",
            "baseline must be the name of a target, got \"b\""},
        Bad{R"("threads": [0])", "threads[0] must be 1..10000, got \"0\""},
        Bad{R"("threads": [1, 10001])",
            "threads[1] must be 1..10000, got \"10001\""},
        Bad{R"("window": [0])", "window[0] must be 1..65536, got \"0\""},
        Bad{R"("window": [65537])", "window[0] must be 1..65536"},
        Bad{R"("window": [8, 8])",
            "window must name each value once, got 8 twice"},
        Bad{R"("bytes": [1073741825])", "bytes[0] must be 0..1073741824"},
        Bad{R"("reply_bytes": [1073741825])",
            "reply_bytes[0] must be 0..1073741824"},
        Bad{R"("client_think_us": [60000001])",
            "client_think_us[0] must be 0..60000000"},
        Bad{R"("server_think_us": [60000001])",
            "server_think_us[0] must be 0..60000000"},
        Bad{R"("duration": "fast")", "duration must be a duration above 0"},
        Bad{R"("duration": "0s")", "got \"0s\""},
        Bad{R"("duration": "721h")", "up to 720h"},
        Bad{R"("duration": "1s", "ios": 5)",
            "duration must be left out where ios is given, got duration \"1s\" "
            "and ios 5"},
        Bad{R"("ios": 1000000000001)", "ios must be 1..1000000000000"},
        Bad{R"("warmup": "soon")", "warmup must be a count"},
        Bad{R"("warmup": "-1s")", "got \"-1s\""},
        Bad{R"("stall_timeout": "0s")", "stall_timeout must be a duration"},
        Bad{R"("repeats": 1001)", "repeats must be 1..1000, got \"1001\""},
        Bad{R"("server_threads": 1025)", "server_threads must be 1..1024"},
        Bad{R"("client_cpus": "x")",
            "client_cpus must be a list of CPUs such as \"0,2-3\" or \"none\", "
            "got \"x\""},
        Bad{R"("server_cpus": "4095")", "server_cpus: CPUs must be among"},
        Bad{R"("name": "0123456789012345678901234567890123456789)"
            R"(0123456789012345678901234")",
            "name must be at most 64 printable characters"},
        Bad{R"("targets": [{"name": "a", "address": "b:1"}],
               "server_think_us": [5])",
            "server_think_us must be left out, or 0, where a target has an "
            "address, got target \"a\""},
        Bad{R"("repeats": 1000, "threads": [1,2,3,4,5,6,7,8,9,10,11],
               "window": [1,2,3,4,5,6,7,8,9,10])",
            "must be at most 100000 runs"}));

INSTANTIATE_TEST_SUITE_P(
    Targets, BadScenarioTest,
    testing::Values(
        Bad{R"("targets": [{}])", "targets[0].name must be 1..40"},
        Bad{R"("targets": [{"name": "a\nb"}])", "targets[0].name must be"},
        Bad{R"("targets": [{"name": "a"}, {"name": "a"}])",
            "targets[1].name must be unique, got \"a\" again"},
        Bad{R"("targets": [{"name": "a", "transport": "udp"}])",
            "targets[0].transport must be grpc or tcp or msgr2 or "
            "ceph_perf_msgr or inproc or inproc_msgr2, got \"udp\""},
        Bad{R"("targets": [{"name": "a", "codec": "json"}])",
            "targets[0].codec must be protobuf or bytes, got \"json\""},
        Bad{R"("targets": [{"name": "a", "api": "sync"}])",
            "targets[0].api must be stream or callback or unary or streams"},
        Bad{R"("targets": [{"name": "a", "transport": "tcp", "api": "unary"}])",
            "targets[0].api must be left out where transport is tcp"},
        Bad{R"("targets": [{"name": "a", "flush": "never"}])",
            "targets[0].flush must be drain or message, got \"never\""},
        Bad{R"("targets": [{"name": "a", "grpc_args": ["x"]}])",
            "targets[0].grpc_args[0] must be KEY=VALUE, got \"x\""},
        Bad{R"("targets": [{"name": "a", "transport": "tcp",
                            "grpc_args": ["x=1"]}])",
            "targets[0].grpc_args must be left out where transport is tcp"},
        Bad{R"("targets": [{"name": "a", "address": "nowhere"}])",
            "targets[0].address: "},
        Bad{R"("targets": [{"name": "a", "address": "b:0"}])",
            "targets[0].address needs a port"},
        Bad{R"("targets": [{"name": "a", "address": "tcp://b:1"}])",
            "targets[0].address must be a grpc address"},
        Bad{R"("targets": [{"name": "a", "label": "b\nc"}])",
            "targets[0].label: --label must be one line of UTF-8"},
        Bad{R"("targets": [{"name": "a", "control": "b:1"}])",
            "targets[0].control must be left out where address is"},
        Bad{R"("targets": [{"name": "a", "transport": "tcp",
                            "address": "tcp://b:1", "control": "tcp://b:1"}])",
            "targets[0].control must be a grpc address"}));

TEST(ScenarioTest, DefaultScenarioIsTheLadder) {
  v1::Scenario scenario = DefaultScenario();
  ASSERT_TRUE(CompleteScenario(scenario).ok());
  EXPECT_EQ(scenario.targets_size(), 8);
  EXPECT_EQ(scenario.baseline(), "tcp bytes");
  // About two minutes.
  const double seconds =
      static_cast<double>(Points(scenario).size()) * scenario.targets_size() *
      scenario.repeats() *
      (static_cast<double>(DurationNs(scenario) + WarmupNs(scenario)) / 1e9 +
       0.1);
  EXPECT_GT(seconds, 90);
  EXPECT_LT(seconds, 130);
}

TEST(ScenarioTest, RigIsOneRungMoreBelowTheSameBaseline) {
  v1::Scenario scenario = DefaultScenario(/*rig=*/true);
  ASSERT_TRUE(CompleteScenario(scenario).ok());
  EXPECT_EQ(scenario.targets_size(), DefaultScenario().targets_size() + 1);
  EXPECT_EQ(scenario.targets(0).name(), "rig");
  EXPECT_EQ(scenario.targets(0).transport(), "inproc");
  EXPECT_EQ(scenario.baseline(), DefaultScenario().baseline());
}

}  // namespace
}  // namespace grpc_perf_msgr
