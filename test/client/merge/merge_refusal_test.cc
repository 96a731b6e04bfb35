// Which results are not merged.
#include <cstdint>
#include <limits>
#include <string>

#include "client/merge/merge.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test/client/merge/merge_testing.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

TEST(MergeRefusal, OfFilesThatDidNotRunTogetherIsRefused) {
  v1::Result later = OneResult(100, kSecond, 1);
  later.set_started_unix_ns(kThen + 3 * kSecond);
  EXPECT_THAT(Refusal({Input("a.json", OneResult(100, kSecond, 1)),
                       Input("b.json", later)}),
              HasSubstr("b.json began 2.000 s after a.json had ended"));
  // Clients that were started by one server are merged nevertheless.
  const v1::Result merged =
      Merged({InputAt("a", 0, OneResult(100, kSecond, 1)),
              InputAt("b", 3 * kSecond, OneResult(100, kSecond, 1))});
  EXPECT_EQ(merged.group().overlap_ns(), 0);
  EXPECT_EQ(merged.warnings_size(), 1);
}

TEST(MergeRefusal, RefusesOtherConditionsNamingThem) {
  v1::Result other = OneResult(100, kSecond, 1);
  other.mutable_conditions()->set_window(64);
  EXPECT_EQ(Refusal({Input("a.json", OneResult(100, kSecond, 1)),
                     Input("b.json", other)}),
            "a.json and b.json were made under different conditions: window 32 "
            "and 64");
}

TEST(MergeRefusal, RefusesResultsOfTwoServers) {
  v1::Result one = OneResult(100, kSecond, 1);
  one.mutable_server()->mutable_environment()->set_hostname("alpha");
  v1::Result other = OneResult(100, kSecond, 1);
  other.mutable_server()->mutable_environment()->set_hostname("beta");
  const std::string refusal =
      Refusal({Input("a.json", one), Input("b.json", other)});
  EXPECT_THAT(refusal, HasSubstr("did not load the same server"));
  EXPECT_THAT(refusal, HasSubstr("alpha"));
  EXPECT_THAT(refusal, HasSubstr("beta"));
  // One that knows nothing of its server is no contradiction.
  Merged({Input("a.json", one), Input("b.json", OneResult(1, kSecond, 1))});
}

TEST(MergeRefusal, RefusesTheSameResultTwice) {
  const v1::Result result = OneResult(100, kSecond, 1);
  EXPECT_EQ(Refusal({Input("a.json", result), Input("copy.json", result)}),
            "a.json and copy.json are the same result");
}

TEST(MergeRefusal, RefusesWhatIsNoResultNamingIt) {
  const MergeInput good = Input("a.json", OneResult(100, kSecond, 1));
  v1::Result bad = OneResult(100, kSecond, 1);
  bad.mutable_latency()->add_bucket(3);
  EXPECT_THAT(Refusal({good, Input("b.json", bad)}),
              HasSubstr("b.json: histogram: "));
  bad = OneResult(100, kSecond, 1);
  bad.set_schema_version(1);
  EXPECT_EQ(Refusal({good, Input("b.json", bad)}),
            "b.json: schema_version must be 2, got 1");
  bad = OneResult(100, -1, 1);
  EXPECT_THAT(Refusal({good, Input("b.json", bad)}),
              HasSubstr("b.json: run_time_ns must be 0.."));
  bad = OneResult(100, kSecond, 1);
  bad.set_started_unix_ns(std::numeric_limits<int64_t>::max());
  EXPECT_THAT(Refusal({good, Input("b.json", bad)}),
              HasSubstr("b.json: started_unix_ns must be 0.."));
  bad = OneResult(100, kSecond, 1);
  bad.mutable_client_think()->set_asked_ns(5);
  EXPECT_THAT(Refusal({good, Input("b.json", bad)}),
              HasSubstr("b.json: client_think.asked_ns"));
  bad = OneResult(100, kSecond, 1);
  bad.mutable_group()->add_members();
  EXPECT_THAT(Refusal({good, Input("b.json", bad)}),
              HasSubstr("b.json: it is the merged result of 1 clients"));
  EXPECT_THAT(Refusal({Missing("a", "it died")}),
              HasSubstr("there is no result to merge"));
}

}  // namespace
}  // namespace grpc_perf_msgr
