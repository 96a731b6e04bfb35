#include "client/report/json.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

#include "common/metrics.h"
#include "common/warnings.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/schema_version.h"
#include "test/client/report/golden.h"
#include "test/client/report/made_up_result.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class JsonTest : public ::testing::Test {
 protected:
  JsonTest() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = ::testing::TempDir() + "json_test_" + test->name();
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~JsonTest() override { std::filesystem::remove_all(folder_); }

  std::string Path(const std::string& name) const {
    return folder_ + "/" + name;
  }

  static void Write(const std::string& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
  }

  static std::string Read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return std::string((std::istreambuf_iterator<char>(file)),
                       std::istreambuf_iterator<char>());
  }

  std::ptrdiff_t FilesInFolder() const {
    return std::distance(std::filesystem::directory_iterator(folder_),
                         std::filesystem::directory_iterator());
  }

  std::string folder_;
};

std::string ParseError(const std::string& text) {
  return std::string(ParseJson(text).status().message());
}

TEST_F(JsonTest, FullResultIsAsInTheGoldenFile) {
  ExpectGolden("full.json", FormatJson(MadeUpResult()).value());
}

TEST_F(JsonTest, FailedResultIsAsInTheGoldenFile) {
  ExpectGolden("failed.json", FormatJson(MadeUpFailedResult()).value());
}

TEST_F(JsonTest, WhatIsWrittenIsReadBackWhole) {
  for (const v1::Result& result : {MadeUpResult(), MadeUpFailedResult()}) {
    const auto text = FormatJson(result);
    ASSERT_TRUE(text.ok());
    const auto parsed = ParseJson(*text);
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    EXPECT_EQ(parsed->SerializeAsString(), result.SerializeAsString());
  }
}

// What an older program wrote is read, merged and compared: only its warnings
// have no kinds.
TEST_F(JsonTest, AResultOfVersion1IsReadWhole) {
  const auto parsed = ParseJson(Golden("version_1.json"));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  v1::Result expected = MadeUpResult();
  for (v1::Warning& warning : *expected.mutable_warnings()) {
    const std::string text = WarningText(warning);
    warning.Clear();
    warning.set_text(text);
  }
  // Came later.
  expected.mutable_conditions()->clear_label();
  expected.mutable_server()->mutable_conditions()->clear_label();
  for (const Metric& metric : Metrics()) {
    v1::Summary& summary = *expected.mutable_summary();
    if (!metric.later) continue;
    v1::Summary::GetReflection()->ClearField(
        &summary, v1::Summary::descriptor()->FindFieldByName(metric.field));
  }
  EXPECT_EQ(parsed->DebugString(), expected.DebugString());
}

TEST_F(JsonTest, ZerosAreWrittenAndAbsentFiguresAreNot) {
  v1::Result result;
  result.set_schema_version(kSchemaVersion);
  result.mutable_summary()->set_latency_stddev_ns(0);
  const std::string text = FormatJson(result).value();
  EXPECT_THAT(text, HasSubstr("\"run_time_ns\": \"0\""));
  EXPECT_THAT(text, HasSubstr("\"latency_stddev_ns\": 0"));
  EXPECT_THAT(text, Not(HasSubstr("latency_p50_ns")));
  EXPECT_THAT(text, Not(HasSubstr("server_cpu")));
  EXPECT_EQ(text.back(), '\n');
}

TEST_F(JsonTest, UnknownFieldIsNamed) {
  EXPECT_THAT(ParseError(R"({"schema_version":1,"conditions":{"windw":3}})"),
              HasSubstr("windw"));
}

TEST_F(JsonTest, AnotherSchemaVersionIsNamedEvenWithUnknownFields) {
  const std::string expected =
      "schema_version must be 1..2, got 3: read this with the version that "
      "wrote it";
  EXPECT_EQ(ParseError(R"({"schema_version":3})"), expected);
  EXPECT_EQ(ParseError(R"({"schema_version":3,"new_field":{"a":1}})"),
            expected);
}

TEST_F(JsonTest, JsonOfSomethingElseIsRefused) {
  EXPECT_EQ(ParseError("{}"),
            "schema_version must be 1..2, got 0: not the JSON of a result");
  for (const char* text :
       {"", "[]", "nonsense", R"({"schema_version":1)",
        R"({"schema_version":1} more)",
        R"({"schema_version":1,"conditions":{"window":-1}})"}) {
    EXPECT_THAT(ParseError(text), HasSubstr("not the JSON of a result"))
        << text;
  }
}

TEST_F(JsonTest, WritesAFileAndNothingBesideIt) {
  const std::string path = Path("result.json");
  EXPECT_TRUE(CheckJsonPath(path).ok());
  EXPECT_EQ(FilesInFolder(), 0);
  ASSERT_TRUE(WriteJson(path, MadeUpResult()).ok());
  EXPECT_EQ(Read(path), FormatJson(MadeUpResult()).value());
  EXPECT_EQ(FilesInFolder(), 1);
}

TEST_F(JsonTest, ReplacesAnOlderFile) {
  const std::string path = Path("result.json");
  Write(path, std::string(1'000'000, 'x'));
  EXPECT_TRUE(CheckJsonPath(path).ok());
  ASSERT_TRUE(WriteJson(path, MadeUpResult()).ok());
  EXPECT_EQ(Read(path), FormatJson(MadeUpResult()).value());
  EXPECT_EQ(FilesInFolder(), 1);
}

TEST_F(JsonTest, SymbolicLinkStaysAndItsFileIsReplaced) {
  Write(Path("real.json"), "old");
  std::filesystem::create_symlink("real.json", Path("link.json"));
  ASSERT_TRUE(WriteJson(Path("link.json"), MadeUpResult()).ok());
  EXPECT_TRUE(std::filesystem::is_symlink(Path("link.json")));
  EXPECT_EQ(Read(Path("real.json")), FormatJson(MadeUpResult()).value());
}

TEST_F(JsonTest, MissingFolderIsNamed) {
  const std::string path = Path("missing/result.json");
  EXPECT_EQ(CheckJsonPath(path),
            absl::NotFoundError(
                "can't write JSON to \"" + path +
                "\": No such file or directory; create its folder first"));
  EXPECT_EQ(WriteJson(path, MadeUpResult()).code(),
            absl::StatusCode::kNotFound);
}

TEST_F(JsonTest, FolderIsRefused) {
  EXPECT_EQ(CheckJsonPath(folder_).message(),
            "can't write JSON to \"" + folder_ +
                "\": it is a folder; name a file in it");
  EXPECT_FALSE(WriteJson(folder_, MadeUpResult()).ok());
  EXPECT_EQ(FilesInFolder(), 0);
}

TEST_F(JsonTest, FullDiskIsAnError) {
  EXPECT_EQ(WriteJson("/dev/full", MadeUpResult()).code(),
            absl::StatusCode::kResourceExhausted);
}

TEST_F(JsonTest, PipeIsWrittenInPlace) {
  const std::string path = Path("pipe");
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  EXPECT_TRUE(CheckJsonPath(path).ok());
  std::string got;
  std::thread reader([&] { got = Read(path); });
  EXPECT_TRUE(WriteJson(path, MadeUpResult()).ok());
  reader.join();
  EXPECT_EQ(got, FormatJson(MadeUpResult()).value());
  EXPECT_TRUE(std::filesystem::is_fifo(path));
}

TEST_F(JsonTest, StandardOutputInAFileKeepsWhatWasPrintedBefore) {
  const std::string path = Path("stdout.txt");
  std::fflush(stdout);
  const int saved = dup(STDOUT_FILENO);
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT, 0600);
  ASSERT_EQ(dup2(fd, STDOUT_FILENO), STDOUT_FILENO);
  std::printf("before\n");
  const absl::Status check = CheckJsonPath("/dev/stdout");
  const absl::Status written = WriteJson("/dev/stdout", MadeUpResult());
  std::printf("after\n");
  std::fflush(stdout);
  dup2(saved, STDOUT_FILENO);
  close(saved);
  close(fd);
  EXPECT_TRUE(check.ok()) << check;
  EXPECT_TRUE(written.ok()) << written;
  EXPECT_EQ(Read(path),
            "before\n" + FormatJson(MadeUpResult()).value() + "after\n");
}

}  // namespace
}  // namespace grpc_perf_msgr
