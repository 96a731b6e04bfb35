#include "client/report/record_json.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/result.pb.h"
#include "proto/schema_version.h"
#include "test/common/warning_testing.h"

namespace grpc_perf_msgr {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(WarningsAsMessages, ChangesStringsInListsOfWarnings) {
  EXPECT_EQ(
      WarningsAsMessages(R"({"warnings": ["a", "b \" ] c"], "x": ["d"]})"),
      R"({"warnings": [{"text": "a"}, {"text": "b \" ] c"}], )"
      R"("x": ["d"]})");
  EXPECT_EQ(
      WarningsAsMessages(R"([{"warnings":["a"]},{"warnings" : [ "b" ]}])"),
      R"([{"warnings":[{"text": "a"}]},{"warnings" : [ {"text": "b"} ]}])");
}

TEST(WarningsAsMessages, ChangesNothingElse) {
  for (const char* text :
       {"", "\"", "nonsense", R"({"warnings": "a"})", R"({"warnings": []})",
        R"({"warnings": [{"kind": "ONE_CPU", "text": "a", "x": ["b"]}]})",
        R"({"grpc_args": ["warnings", "\"warnings\": [\"a\"]"]})",
        R"({"warnings")", R"({"warnings":)", R"("\)"}) {
    EXPECT_EQ(WarningsAsMessages(text), text);
  }
}

TEST(ParseRecord, MakesOldRecordsNewOnes) {
  v1::Result result;
  ASSERT_TRUE(ParseRecord(R"({"schema_version": 1, "warnings": ["client: a"]})",
                          "a result", result)
                  .ok());
  EXPECT_EQ(result.schema_version(), kSchemaVersion);
  EXPECT_THAT(result.warnings(),
              ElementsAre(Warns(v1::Warning::OTHER, "client: a")));
}

TEST(ParseRecord, RefusesWhatItDoesNotKnow) {
  const auto error = [](const char* text) {
    v1::Result result;
    return std::string(ParseRecord(text, "a result", result).message());
  };
  EXPECT_EQ(error(R"({"schema_version": 3, "new": 1})"),
            "schema_version must be 1..2, got 3: read this with the version "
            "that wrote it");
  EXPECT_EQ(error("{}"),
            "schema_version must be 1..2, got 0: not the JSON of a result");
  EXPECT_THAT(error(R"({"schema_version": 2, "x": 1})"),
              HasSubstr("not the JSON of a result: unknown field \"x\""));
  EXPECT_THAT(error(R"({"schema_version": 2, "warnings": [{"kind": "NEW"}]})"),
              HasSubstr("not the JSON of a result"));
}

}  // namespace
}  // namespace grpc_perf_msgr
