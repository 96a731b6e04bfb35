#include "client/compare/plan/ceph_target.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "client/compare/plan/scenario.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace grpc_perf_msgr {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// A scenario of one target with `fields`, and `more` beside it.
absl::StatusOr<v1::Scenario> Parse(const std::string& fields,
                                   const std::string& more = "") {
  return ParseScenario(
      absl::StrCat(R"({"targets": [{"name": "a", )", fields, "}]", more, "}"));
}

v1::Target TargetOf(const std::string& fields) {
  const auto scenario = Parse(fields);
  EXPECT_TRUE(scenario.ok()) << scenario.status();
  return scenario.ok() ? scenario->targets(0) : v1::Target();
}

TEST(CephTargetTest, OurClientSpeaksMsgr2ToOurServerUnlessToldOtherwise) {
  const v1::Target target = TargetOf(R"("transport": "msgr2")");
  EXPECT_EQ(target.codec(), "bytes");
  EXPECT_EQ(target.flush(), "drain");
  EXPECT_EQ(target.server_program(), "grpc_perf_msgr_server");
  EXPECT_FALSE(RunsCephClient(target));
  EXPECT_FALSE(RunsCephServer(target));
}

TEST(CephTargetTest, CephsClientRunsAgainstCephsServerUnlessToldOtherwise) {
  const v1::Target target = TargetOf(R"("transport": "ceph_perf_msgr")");
  EXPECT_EQ(target.codec(), "bytes");
  EXPECT_EQ(target.flush(), "");
  EXPECT_EQ(target.server_program(), "ceph_perf_msgr_server");
  EXPECT_TRUE(RunsCephClient(target));
  EXPECT_TRUE(RunsCephServer(target));
}

TEST(CephTargetTest, EachClientMayRunAgainstTheOthersServer) {
  const v1::Target ours = TargetOf(
      R"("transport": "msgr2", "server_program": "ceph_perf_msgr_server",
         "server_command": ["chroot", "/srv/t", "ceph_perf_msgr_server"])");
  EXPECT_FALSE(RunsCephClient(ours));
  EXPECT_TRUE(RunsCephServer(ours));
  EXPECT_THAT(ours.server_command(),
              ElementsAre("chroot", "/srv/t", "ceph_perf_msgr_server"));
  const v1::Target cephs = TargetOf(
      R"("transport": "ceph_perf_msgr", "client_command": ["/opt/client"],
         "server_program": "grpc_perf_msgr_server")");
  EXPECT_TRUE(RunsCephClient(cephs));
  EXPECT_FALSE(RunsCephServer(cephs));
}

TEST(CephTargetTest, AServerThatRunsAlreadyIsTakenInEitherSpelling) {
  for (const char* address :
       {"v2:10.0.0.2:6800", "msgr2://10.0.0.2:6800", "v2:[fd00::2]:6800"}) {
    for (const char* transport : {"msgr2", "ceph_perf_msgr"}) {
      const v1::Target target = TargetOf(absl::StrCat(
          R"("transport": ")", transport, R"(", "address": ")", address, "\""));
      EXPECT_EQ(target.server_program(), "");
      EXPECT_FALSE(RunsCephServer(target));
    }
  }
  TargetOf(R"("transport": "msgr2", "address": "v2:ceph.example.org:6800")");
}

TEST(CephTargetTest, CompletingTwiceChangesNothing) {
  for (const char* fields :
       {R"("transport": "msgr2")", R"("transport": "ceph_perf_msgr")",
        R"("transport": "msgr2", "server_program": "ceph_perf_msgr_server")"}) {
    auto scenario = Parse(fields);
    ASSERT_TRUE(scenario.ok()) << scenario.status();
    const std::string once = scenario->SerializeAsString();
    ASSERT_TRUE(CompleteScenario(*scenario).ok());
    EXPECT_EQ(scenario->SerializeAsString(), once);
  }
}

TEST(CephTargetTest, OurEndsMaySpinAndFlushEachMessage) {
  const v1::Target target = TargetOf(
      R"("transport": "msgr2", "flush": "message", "busy_poll": true)");
  EXPECT_EQ(target.flush(), "message");
  EXPECT_TRUE(target.busy_poll());
}

struct BadCeph {
  const char* fields;
  const char* more;
  const char* message;
};

class BadCephTargetTest : public testing::TestWithParam<BadCeph> {};

TEST_P(BadCephTargetTest, SaysWhatIsWrong) {
  const auto scenario = Parse(GetParam().fields, GetParam().more);
  ASSERT_FALSE(scenario.ok());
  EXPECT_EQ(scenario.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(scenario.status().message()),
              HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    All, BadCephTargetTest,
    testing::Values(
        BadCeph{R"("transport": "msgr2", "codec": "protobuf")", "",
                "targets[0].codec must be bytes, got \"protobuf\""},
        BadCeph{R"("transport": "msgr2", "api": "unary")", "",
                "targets[0].api must be left out where transport is msgr2"},
        BadCeph{R"("transport": "ceph_perf_msgr", "grpc_args": ["a=1"])", "",
                "targets[0].grpc_args must be left out"},
        BadCeph{R"("transport": "msgr2", "verify": true)", "",
                "targets[0].verify must be left out where transport is msgr2"},
        BadCeph{R"("transport": "ceph_perf_msgr", "verify": true)", "",
                "targets[0].verify must be left out"},
        BadCeph{R"("transport": "ceph_perf_msgr", "busy_poll": true)", "",
                "targets[0].busy_poll must be left out: ceph_perf_msgr_client"},
        BadCeph{
            R"("transport": "msgr2", "busy_poll": true,
               "server_program": "ceph_perf_msgr_server")",
            "", "targets[0].busy_poll must be left out: ceph_perf_msgr_server"},
        BadCeph{
            R"("transport": "ceph_perf_msgr", "flush": "drain")", "",
            "targets[0].flush must be left out: ceph_perf_msgr_client does not "
            "know it; got \"drain\""},
        BadCeph{
            R"("transport": "msgr2", "flush": "message",
               "server_program": "ceph_perf_msgr_server")",
            "", "targets[0].flush must be left out: ceph_perf_msgr_server"},
        BadCeph{R"("transport": "msgr2")", R"(, "reply_bytes": [0, 64])",
                "reply_bytes must be left out, or 0, where the transport of a "
                "target is msgr2, got 64 with target \"a\""},
        BadCeph{R"("transport": "ceph_perf_msgr")", R"(, "reply_bytes": [64])",
                "reply_bytes must be left out"},
        BadCeph{R"("transport": "ceph_perf_msgr")", R"(, "ios": 2147483648)",
                "ios must be at most 2147483647 where a target is "
                "ceph_perf_msgr_client, got 2147483648"},
        BadCeph{
            R"("transport": "tcp", "server_program": "ceph_perf_msgr_server")",
            "",
            "targets[0].server_program must be left out where transport is tcp"},
        BadCeph{
            R"("server_program": "grpc_perf_msgr_server")", "",
            "targets[0].server_program must be left out where transport is grpc"},
        BadCeph{R"("transport": "msgr2", "server_program": "nginx")", "",
                "targets[0].server_program must be grpc_perf_msgr_server or "
                "ceph_perf_msgr_server, got \"nginx\""},
        BadCeph{
            R"("transport": "msgr2", "server_program": "ceph_perf_msgr_server",
               "address": "v2:10.0.0.2:1")",
            "", "targets[0].server_program must be left out where address"},
        BadCeph{R"("client_command": ["x"])", "",
                "targets[0].client_command must be left out where no "
                "ceph_perf_msgr_client is started, got [\"x\"]"},
        BadCeph{R"("transport": "msgr2", "client_command": ["x"])", "",
                "targets[0].client_command must be left out"},
        BadCeph{R"("transport": "msgr2", "server_command": ["x"])", "",
                "targets[0].server_command must be left out where no "
                "ceph_perf_msgr_server is started"},
        BadCeph{R"("transport": "ceph_perf_msgr", "server_command": ["x"],
               "address": "v2:10.0.0.2:1")",
                "", "targets[0].server_command must be left out"},
        BadCeph{
            R"("transport": "ceph_perf_msgr", "client_command": ["chroot", ""])",
            "", "targets[0].client_command must be words that are not empty"},
        BadCeph{R"("transport": "msgr2", "address": "tcp://10.0.0.2:1")", "",
                "targets[0].address must be a msgr2 address where transport is "
                "msgr2"},
        BadCeph{R"("transport": "ceph_perf_msgr", "address": "10.0.0.2:1")", "",
                "targets[0].address must be a msgr2 address where transport is "
                "ceph_perf_msgr"},
        BadCeph{R"("transport": "msgr2", "address": "msgr2://unix:/tmp/s")", "",
                "msgr2 travels over TCP only"},
        BadCeph{R"("transport": "ceph_perf_msgr", "address": "v2:host:1")", "",
                "targets[0].address must have an IP address"}));

}  // namespace
}  // namespace grpc_perf_msgr
