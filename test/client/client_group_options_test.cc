#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/group_options.h"
#include "client/options.h"
#include "common/group.h"
#include "test/client/client_flags_testing.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

using ClientGroupOptionsTest = ClientFlagsTest;

TEST_F(ClientGroupOptionsTest, NoGroupIsTheDefault) {
  EXPECT_EQ(Parse(good_).group.name, "");
}

TEST_F(ClientGroupOptionsTest, EveryFlagArrives) {
  Set("group", "g");
  Set("group_size", "4");
  Set("group_timeout", "90s");
  Set("group_member", "pod-3");
  const GroupOptions group = Parse(good_).group;
  EXPECT_EQ(group.name, "g");
  EXPECT_EQ(group.size, 4);
  EXPECT_EQ(group.timeout_ns, 90'000'000'000);
  EXPECT_EQ(group.member, "pod-3");
}

TEST_F(ClientGroupOptionsTest, AClientIsCalledAfterItsHostAndProcess) {
  Set("group", "g");
  Set("group_size", "1000");
  const GroupOptions group = Parse(good_).group;
  EXPECT_THAT(group.member, EndsWith(absl::StrCat(":", getpid())));
  EXPECT_EQ(group.timeout_ns, 60'000'000'000);
}

TEST_F(ClientGroupOptionsTest, FlagsWithoutAGroupAreRefused) {
  Set("group_size", "4");
  EXPECT_THAT(Error(good_), HasSubstr("--group_size needs --group=NAME"));
  Set("group_size", "0");
  Set("group_member", "me");
  EXPECT_THAT(Error(good_), HasSubstr("--group_member needs --group=NAME"));
}

TEST_F(ClientGroupOptionsTest, SizesOutOfRangeAreRefused) {
  Set("group", "g");
  for (const std::string bad : {"0", "1001"}) {
    Set("group_size", bad);
    EXPECT_EQ(Error(good_),
              absl::StrCat("--group needs --group_size of 1..1000, the number "
                           "of its clients, got ",
                           bad));
  }
  FlagError("group_size", "-1");
  FlagError("group_size", "many");
}

TEST_F(ClientGroupOptionsTest, OddNamesAreRefused) {
  Set("group_size", "2");
  for (const std::string& bad :
       {std::string(300, 'x'), std::string("a b"), std::string("a\nb")}) {
    Set("group", bad);
    EXPECT_THAT(Error(good_), HasSubstr("--group must be 1..100 visible"));
  }
  Set("group", "g");
  Set("group_member", "a\tb");
  EXPECT_THAT(Error(good_), HasSubstr("--group_member must be 1..100 visible"));
}

TEST_F(ClientGroupOptionsTest, TimeoutsOutOfRangeAreRefused) {
  Set("group", "g");
  Set("group_size", "2");
  for (const std::string bad : {"0", "-1s", "25h"}) {
    Set("group_timeout", bad);
    EXPECT_THAT(Error(good_), HasSubstr("--group_timeout must be more than 0 "
                                        "and at most 24h"));
  }
}

TEST_F(ClientGroupOptionsTest, AGroupNeedsAControlService) {
  Set("group", "g");
  Set("group_size", "2");
  const Arguments tcp = {"tcp://host:1", "1", "1", "1", "0", "0"};
  EXPECT_EQ(Parse(tcp).group.name, "g");
  Set("control", "none");
  EXPECT_THAT(Error(tcp), HasSubstr("give its grpc address by --control"));
  Set("control", "host:2");
  EXPECT_EQ(Parse(tcp).group.name, "g");
}

TEST_F(ClientGroupOptionsTest, ACheckOfTheServerNeedsNoGroup) {
  Set("check", "true");
  Set("group", "g");
  EXPECT_TRUE(Parse({"host:1"}).check);
}

// The workload is all that is known of the server.
using ParseGroupOptionsTest = FlagsTest;

Workload LoadOn(const std::string& server) {
  Workload workload;
  const auto endpoint = ParseEndpoint(server);
  EXPECT_TRUE(endpoint.ok()) << endpoint.status();
  workload.server = endpoint.value_or(Endpoint());
  return workload;
}

TEST_F(ParseGroupOptionsTest, AskForNothingWithoutAGroup) {
  const auto options = ParseGroupOptions(LoadOn("tcp://host:1"));
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(options->name, "");
  EXPECT_EQ(options->member, "");
}

TEST_F(ParseGroupOptionsTest, NameTheServerThatHasNoControlService) {
  Set("group", "g");
  Set("group_size", "2");
  Workload workload = LoadOn("tcp://host:1");
  const absl::Status status = ParseGroupOptions(workload).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()),
              EndsWith("since SERVER is tcp://host:1"));
  workload.control = LoadOn("host:2").server;
  EXPECT_TRUE(ParseGroupOptions(workload).ok());
}

// What a client is called by default passes for a name, whatever its host.
TEST_F(ParseGroupOptionsTest, GiveANameThatTheServerTakes) {
  Set("group", "g");
  Set("group_size", "2");
  Workload workload = LoadOn("host:1");
  workload.control = workload.server;
  const auto options = ParseGroupOptions(workload);
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_TRUE(CheckGroupName("--group_member", options->member).ok());
}

// 0 would say that there is no limit, or that it is over.
TEST_F(ParseGroupOptionsTest, WaitAtLeastANanosecond) {
  Set("group", "g");
  Set("group_size", "1");
  Set("group_timeout", "0.4ns");
  Workload workload = LoadOn("host:1");
  workload.control = workload.server;
  const auto options = ParseGroupOptions(workload);
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(options->timeout_ns, 1);
}

}  // namespace
}  // namespace grpc_perf_msgr
