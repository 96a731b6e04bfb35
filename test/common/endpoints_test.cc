#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/endpoint.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Endpoint ParseOne(const std::string& text) {
  const absl::StatusOr<Endpoint> endpoint = ParseEndpoint(text);
  EXPECT_TRUE(endpoint.ok()) << endpoint.status();
  return endpoint.value_or(Endpoint());
}

TEST(ParseEndpoints, ReadsThemInTheirOrder) {
  const auto one = ParseEndpoints("localhost:1");
  ASSERT_TRUE(one.ok()) << one.status();
  EXPECT_THAT(*one, ElementsAre(ParseOne("localhost:1")));
  const auto three =
      ParseEndpoints("tcp://[::1]:2,grpc://localhost:1,tcp://unix:/a");
  ASSERT_TRUE(three.ok()) << three.status();
  EXPECT_THAT(*three, ElementsAre(ParseOne("tcp://[::1]:2"),
                                  ParseOne("grpc://localhost:1"),
                                  ParseOne("tcp://unix:/a")));
}

TEST(ParseEndpoints, AllIsOneOfEachTransportFromThatPortOn) {
  const auto strings = [](const std::string& text) {
    std::vector<std::string> all;
    const auto endpoints = ParseEndpoints(text);
    EXPECT_TRUE(endpoints.ok()) << endpoints.status();
    if (!endpoints.ok()) return all;
    for (const Endpoint& one : *endpoints) all.push_back(one.ToString());
    return all;
  };
  EXPECT_THAT(strings("all://0.0.0.0:10001"),
              ElementsAre("0.0.0.0:10001", "tcp://0.0.0.0:10002",
                          "msgr2://0.0.0.0:10003"));
  EXPECT_THAT(
      strings("all://[::1]:0,unix:/a"),
      ElementsAre("[::1]:0", "tcp://[::1]:0", "msgr2://[::1]:0", "unix:/a"));
  EXPECT_THAT(strings("all://h:65533"),
              ElementsAre("h:65533", "tcp://h:65534", "msgr2://h:65535"));
}

TEST(ParseEndpoints, RefusesAllWhereThereIsNoRoomForIt) {
  for (const char* const bad : {"all://h:65534", "all://unix:/a",
                                "all://unix:1", "all://h", "all://"}) {
    const auto endpoints = ParseEndpoints(bad);
    EXPECT_EQ(endpoints.status().code(), absl::StatusCode::kInvalidArgument)
        << bad;
    EXPECT_THAT(std::string(endpoints.status().message()), HasSubstr(bad));
  }
  // A client has one server.
  EXPECT_EQ(ParseEndpoint("all://h:1").status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(ParseEndpoints, RefusesAListWithABadOneNamingIt) {
  for (const std::string bad :
       {"", "localhost:1,", ",localhost:1", "localhost:1,,localhost:2"}) {
    EXPECT_THAT(std::string(ParseEndpoints(bad).status().message()),
                HasSubstr("got \"\", which has no port"))
        << bad;
  }
  EXPECT_THAT(std::string(ParseEndpoints("a:1, b:2").status().message()),
              HasSubstr("\" b:2\""));
  EXPECT_EQ(ParseEndpoints("a:1,http://b:2").status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace grpc_perf_msgr
