#include "client/compare/show/comparison_hosts.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test/client/compare/made_up_comparison.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

TEST(ComparisonHostsTest, AFloorTellsWhatLimitedItsStreams) {
  EXPECT_EQ(FormatFloor(MadeUpFloor("far", 1)),
            "Network floor   to far by tcp://far:10002; round trip 95.0 us "
            "(p50), 140.5 us (p99);\n"
            "                a stream to the server 1,170 MB/s;\n"
            "                a stream to the client 2,500 MB/s (limited by: "
            "client thread)\n");
}

TEST(ComparisonHostsTest, AFloorThatIsMissingSaysWhy) {
  v1::NetworkFloor floor;
  floor.set_host("far");
  floor.mutable_status()->set_code("UNAVAILABLE");
  floor.mutable_status()->set_message("nobody answered");
  EXPECT_EQ(FormatFloor(floor),
            "Network floor   to far, none: nobody answered\n");
  floor = MadeUpFloor("far", 1);
  floor.clear_to_client();
  floor.mutable_status()->set_code("UNAVAILABLE");
  floor.mutable_status()->set_message("the server went away");
  EXPECT_THAT(FormatFloor(floor),
              HasSubstr("1,170 MB/s, the rest is missing: the server went "
                        "away\n"));
}

TEST(ComparisonHostsTest, FloorsThatDifferMuchAreToldOf) {
  v1::Comparison old_one;
  *old_one.add_network_floors() = MadeUpFloor("far", 1);
  v1::Comparison new_one;
  *new_one.add_network_floors() = MadeUpFloor("far2", 1.19);
  EXPECT_EQ(FormatFloorDifferences(old_one, new_one), "");
  *new_one.mutable_network_floors(0) = MadeUpFloor("far2", 2);
  EXPECT_EQ(FormatFloorDifferences(old_one, new_one),
            "warning: the network is another: round trip to far2 95.0 us -> "
            "190.0 us (+100 %)\n");
  *new_one.mutable_network_floors(0) = MadeUpFloor("far2", 0.8);
  EXPECT_THAT(FormatFloorDifferences(old_one, new_one), HasSubstr("(-20 %)"));
  new_one.clear_network_floors();
  EXPECT_EQ(FormatFloorDifferences(old_one, new_one),
            "warning: only the old one has a network floor to far\n");
}

TEST(ComparisonHostsTest, EachHostAndNetworkIsToldOfOnce) {
  v1::Comparison comparison = MadeUpComparison();
  const std::string text = FormatComparisonHosts(comparison);
  const auto count = [&](const std::string& label) {
    size_t found = 0;
    for (size_t at = text.find("\n" + label + "  "); at != std::string::npos;
         at = text.find("\n" + label + "  ", at + 1)) {
      ++found;
    }
    return found;
  };
  EXPECT_EQ(text.find("Client "), 0u);
  EXPECT_EQ(count("Client"), 0u);
  EXPECT_EQ(count("Server"), 1u);
  EXPECT_EQ(count("Network"), 1u);
  // Another client host.
  comparison.mutable_runs(0)
      ->mutable_result()
      ->mutable_client_environment()
      ->set_hostname("other");
  EXPECT_THAT(FormatComparisonHosts(comparison), HasSubstr("\nClient "));
}

}  // namespace
}  // namespace grpc_perf_msgr
