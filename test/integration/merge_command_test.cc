// grpc_perf_msgr_compare --merge: results of clients, merged from their files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "client/report/json.h"
#include "test/integration/process.h"
#include "test/integration/real_client.h"
#include "test/integration/real_server.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

struct Outcome {
  int status = 0;
  std::string out;
  std::string err;
};

Outcome Merge(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "--merge");
  Process process(TEST_COMPARE_PROGRAM, arguments);
  const int status = process.ExitStatus();
  return {status, process.Out(), process.Err()};
}

void ExpectRefused(const std::vector<std::string>& arguments,
                   const std::string& says) {
  const Outcome run = Merge(arguments);
  EXPECT_EQ(run.status, 2) << run.err;
  EXPECT_EQ(run.out, "");
  EXPECT_EQ(CountLines(run.err), 1) << run.err;
  EXPECT_THAT(run.err, HasSubstr(says));
}

v1::Result ReadResult(const std::string& path) {
  const auto result = ParseJson(ReadWholeFile(path));
  EXPECT_TRUE(result.ok()) << path << ": " << result.status();
  return result.value_or(v1::Result());
}

class MergeCommand : public ::testing::Test {
 protected:
  // Two clients that load one server at the same time: a.json, b.json.
  void Measure(const std::vector<std::string>& flags_of_b = {}) {
    const Load load = {1, 4, 0, 0, 64};
    std::vector<std::unique_ptr<RealClient>> clients;
    for (const std::string name : {"a", "b"}) {
      std::vector<std::string> flags = {
          "--duration=2s", "--interval=20ms",
          absl::StrCat("--result_json=", Path(name + ".json"))};
      if (name == "b") {
        flags.insert(flags.end(), flags_of_b.begin(), flags_of_b.end());
      }
      clients.push_back(
          std::make_unique<RealClient>(server_.address(), load, flags));
    }
    for (const auto& client : clients) {
      EXPECT_EQ(client->ExitStatus(), 0) << client->Err();
    }
  }
  std::string Path(const std::string& name) const { return folder_.Path(name); }

  const RealServer server_;
  const ScratchFolder folder_;
};

TEST_F(MergeCommand, AddsUpAndWritesJsonAndCsv) {
  Measure();
  const uint64_t answered = ReadResult(Path("a.json")).counts().answered() +
                            ReadResult(Path("b.json")).counts().answered();
  Outcome run = Merge({Path("a.json"), Path("b.json"),
                       absl::StrCat("--out=", Path("merged.json"))});
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(run.err, "");
  EXPECT_THAT(run.out, HasSubstr("Group           2 clients"));
  const v1::Result merged = ReadResult(Path("merged.json"));
  EXPECT_EQ(merged.counts().answered(), answered);
  EXPECT_EQ(merged.group().clock(), "unix");
  ASSERT_EQ(merged.group().members_size(), 2);
  EXPECT_EQ(merged.group().members(1).name(), Path("b.json"));
  run = Merge({Path("a.json"), Path("b.json"),
               absl::StrCat("--out=", Path("merged.csv"))});
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(CountLines(ReadWholeFile(Path("merged.csv"))), 2);
  ExpectRefused({Path("a.json"), Path("merged.json")},
                "merged.json: it is the merged result of 2 clients already");
  ExpectRefused({Path("a.json"), Path("a.json")}, "are the same result");
}

TEST_F(MergeCommand, RefusesOtherConditions) {
  Measure({"--reply_bytes=8"});
  ExpectRefused({Path("a.json"), Path("b.json")},
                "different conditions: reply_bytes 0 and 8");
}

TEST_F(MergeCommand, RefusesWhatItCannotReadNamingTheFile) {
  ExpectRefused({"one.json"}, "--merge needs the results of two clients");
  ExpectRefused({Path("none.json"), Path("none.json")},
                absl::StrCat("can't read \"", Path("none.json"), "\""));
  std::ofstream(Path("bad.json")) << "{\"schema_version\": 1, \"x\": 2}";
  ExpectRefused(
      {Path("bad.json"), Path("bad.json")},
      absl::StrCat("\"", Path("bad.json"), "\": not the JSON of a result"));
  std::ofstream(Path("bad.json")) << "{\"schema_version\": 7}";
  ExpectRefused({Path("bad.json"), Path("bad.json")},
                "schema_version must be 1..2, got 7");
  ExpectRefused({"--diff", "a.json", "b.json"}, "exclude each other");
}

}  // namespace
}  // namespace grpc_perf_msgr
