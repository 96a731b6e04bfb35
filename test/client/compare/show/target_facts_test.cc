#include "client/compare/show/html/target_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "client/compare/plan/default_scenario.h"
#include "client/compare/show/html/page_data.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

v1::Target Target(const std::string& transport, const std::string& codec,
                  const std::string& api = "") {
  v1::Target target;
  target.set_transport(transport);
  target.set_codec(codec);
  target.set_api(api);
  return target;
}

google::protobuf::Struct FactsOf(const v1::Target& target) {
  v1::Scenario scenario;
  *scenario.add_targets() = target;
  const google::protobuf::ListValue facts = TargetFacts(scenario);
  EXPECT_EQ(facts.values_size(), 1);
  return facts.values(0).struct_value();
}

std::string Word(const v1::Target& target, const std::string& name) {
  return FactsOf(target).fields().at(name).string_value();
}

bool Is(const v1::Target& target, const std::string& name) {
  return FactsOf(target).fields().at(name).bool_value();
}

TEST(TargetFacts, KindSaysHowMessagesTravel) {
  const auto kind = [](const std::string& transport, const std::string& codec,
                       const std::string& api = "") {
    return Word(Target(transport, codec, api), "kind");
  };
  EXPECT_EQ(kind("tcp", "bytes"), "tcp, bytes");
  EXPECT_EQ(kind("msgr2", "bytes"), "msgr2, bytes");
  EXPECT_EQ(kind("ceph_perf_msgr", "bytes"), "Ceph's own client");
  EXPECT_EQ(kind("grpc", "protobuf", "stream"), "gRPC stream, protobuf");
  EXPECT_EQ(kind("grpc", "bytes", "stream"), "gRPC stream, bytes");
  EXPECT_EQ(kind("grpc", "protobuf", "callback"),
            "gRPC callback stream, protobuf");
  EXPECT_EQ(kind("grpc", "protobuf", "unary"), "gRPC unary calls, protobuf");
  EXPECT_EQ(kind("grpc", "protobuf", "streams"),
            "gRPC a stream for each message, protobuf");
}

TEST(TargetFacts, DefaultsAreFilledIn) {
  const v1::Target nothing;
  EXPECT_EQ(Word(nothing, "transport"), "grpc");
  EXPECT_EQ(Word(nothing, "codec"), "protobuf");
  EXPECT_EQ(Word(nothing, "api"), "stream");
  EXPECT_EQ(Word(nothing, "flush"), "drain");
  EXPECT_EQ(Word(nothing, "client_program"), "");
  EXPECT_EQ(Word(Target("tcp", ""), "codec"), "protobuf");
  EXPECT_EQ(Word(Target("tcp", ""), "api"), "");
  EXPECT_EQ(Word(Target("msgr2", ""), "codec"), "bytes");
}

TEST(TargetFacts, CephsOwnClientChoosesNoFlush) {
  const v1::Target ceph = Target("ceph_perf_msgr", "bytes");
  EXPECT_EQ(Word(ceph, "flush"), "");
  EXPECT_EQ(Word(ceph, "client_program"), "ceph_perf_msgr_client");
  EXPECT_FALSE(Is(ceph, "framework"));
}

TEST(TargetFacts, PlainIsAFrameworkWithItsDefaults) {
  const v1::Target plain = Target("grpc", "protobuf", "stream");
  EXPECT_TRUE(Is(plain, "framework"));
  EXPECT_TRUE(Is(plain, "plain"));
  for (const char* const api : {"callback", "unary", "streams"}) {
    EXPECT_TRUE(Is(Target("grpc", "protobuf", api), "framework"));
    EXPECT_FALSE(Is(Target("grpc", "protobuf", api), "plain"));
  }
  EXPECT_FALSE(Is(Target("grpc", "bytes", "stream"), "plain"));
  v1::Target other = plain;
  other.set_flush("message");
  EXPECT_FALSE(Is(other, "plain"));
  other = plain;
  other.set_busy_poll(true);
  EXPECT_FALSE(Is(other, "plain"));
  other = plain;
  other.set_verify(true);
  EXPECT_FALSE(Is(other, "plain"));
  EXPECT_FALSE(Is(Target("tcp", "protobuf"), "framework"));
  EXPECT_FALSE(Is(Target("tcp", "protobuf"), "plain"));
}

TEST(TargetFacts, WordOfANewerProgramIsShownAsItIs) {
  const v1::Target newer = Target("quic", "protobuf");
  EXPECT_EQ(Word(newer, "transport"), "quic");
  EXPECT_EQ(Word(newer, "kind"), "quic, protobuf");
  EXPECT_FALSE(Is(newer, "framework"));
  EXPECT_EQ(Word(Target("grpc", "protobuf", "later"), "kind"),
            "gRPC later, protobuf");
}

TEST(TargetFacts, NeverBecomeMarkup) {
  v1::Scenario scenario;
  *scenario.add_targets() = Target("</script><b>", "&", "\"");
  const auto json = FormatPageData(TargetFacts(scenario));
  ASSERT_TRUE(json.ok()) << json.status();
  EXPECT_THAT(*json, Not(HasSubstr("<")));
  EXPECT_THAT(*json, Not(HasSubstr("&")));
  EXPECT_THAT(*json, HasSubstr("/script"));
}

TEST(TargetFacts, StandInTheOrderOfTheTargets) {
  const google::protobuf::ListValue facts = TargetFacts(DefaultScenario());
  std::vector<std::string> kinds;
  for (const google::protobuf::Value& target : facts.values()) {
    kinds.push_back(target.struct_value().fields().at("kind").string_value());
  }
  EXPECT_THAT(kinds,
              ElementsAre("tcp, bytes", "tcp, protobuf", "gRPC stream, bytes",
                          "gRPC stream, protobuf", "gRPC stream, protobuf",
                          "gRPC callback stream, protobuf",
                          "gRPC unary calls, protobuf",
                          "gRPC a stream for each message, protobuf"));
}

}  // namespace
}  // namespace grpc_perf_msgr
