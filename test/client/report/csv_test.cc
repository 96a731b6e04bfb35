#include "client/report/csv.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test/client/report/golden.h"
#include "test/client/report/made_up_result.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;

class CsvTest : public ::testing::Test {
 protected:
  CsvTest() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = ::testing::TempDir() + "csv_test_" + test->name();
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~CsvTest() override { std::filesystem::remove_all(folder_); }

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

  std::string folder_;
};

TEST_F(CsvTest, FullResultIsAsInTheGoldenFile) {
  ExpectGolden("full.csv", FormatCsvHeader() + FormatCsvRow(MadeUpResult()));
}

TEST_F(CsvTest, FailedResultIsAsInTheGoldenFile) {
  ExpectGolden("failed.csv",
               FormatCsvHeader() + FormatCsvRow(MadeUpFailedResult()));
}

TEST_F(CsvTest, RowOfAnEmptyResultHasAsManyFieldsAsTheHeader) {
  const std::vector<std::string> names = absl::StrSplit(FormatCsvHeader(), ',');
  const std::vector<std::string> fields =
      absl::StrSplit(FormatCsvRow(v1::Result()), ',');
  EXPECT_EQ(names.size(), fields.size());
}

TEST_F(CsvTest, CommasQuotesAndLineEndsAreQuoted) {
  v1::Result result;
  result.mutable_conditions()->set_server("a,b");
  result.mutable_conditions()->set_transport("say \"hi\"");
  result.mutable_conditions()->set_codec("one\r\ntwo");
  result.mutable_conditions()->set_threads(7);
  EXPECT_THAT(
      FormatCsvRow(result),
      ::testing::StartsWith("\"a,b\",\"say \"\"hi\"\"\",\"one\r\ntwo\",7,"));
}

TEST_F(CsvTest, NewFileGetsAHeaderAndLaterRowsDoNot) {
  const std::string path = Path("new.csv");
  EXPECT_TRUE(AppendCsv(path, MadeUpResult()).ok());
  EXPECT_TRUE(CheckCsvPath(path).ok());
  EXPECT_TRUE(AppendCsv(path, MadeUpFailedResult()).ok());
  EXPECT_EQ(Read(path), FormatCsvHeader() + FormatCsvRow(MadeUpResult()) +
                            FormatCsvRow(MadeUpFailedResult()));
}

TEST_F(CsvTest, EmptyFileGetsAHeader) {
  const std::string path = Path("empty.csv");
  Write(path, "");
  EXPECT_TRUE(CheckCsvPath(path).ok());
  EXPECT_TRUE(AppendCsv(path, MadeUpResult()).ok());
  EXPECT_EQ(Read(path), FormatCsvHeader() + FormatCsvRow(MadeUpResult()));
}

TEST_F(CsvTest, CheckingCreatesNothing) {
  EXPECT_TRUE(CheckCsvPath(Path("later.csv")).ok());
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

TEST_F(CsvTest, FileWithAnotherHeaderIsRefusedAndLeftAlone) {
  const std::string path = Path("other.csv");
  const std::string other = "server,transport,latency\n";
  Write(path, other);
  const std::string expected =
      "can't append CSV to \"" + path +
      "\": its first line is not the header that this version writes; name "
      "another file or move this one away";
  EXPECT_EQ(CheckCsvPath(path).message(), expected);
  EXPECT_EQ(AppendCsv(path, MadeUpResult()).message(), expected);
  EXPECT_EQ(Read(path), other);
}

TEST_F(CsvTest, FileWhoseHeaderGoesOnIsRefused) {
  const std::string path = Path("longer.csv");
  std::string header = FormatCsvHeader();
  header.pop_back();
  Write(path, header + ",more\n");
  EXPECT_EQ(CheckCsvPath(path).code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(CsvTest, FileWithACutLastLineIsRefused) {
  const std::string path = Path("cut.csv");
  Write(path, FormatCsvHeader() + "10.0.0.2:10001,grpc");
  EXPECT_EQ(CheckCsvPath(path).message(),
            "can't append CSV to \"" + path +
                "\": its last line is cut short; complete or delete that "
                "line, or name another file");
}

TEST_F(CsvTest, MissingFolderIsNamed) {
  const std::string path = Path("missing/new.csv");
  const std::string expected = "can't append CSV to \"" + path +
                               "\": No such file or directory; create its "
                               "folder first";
  EXPECT_EQ(CheckCsvPath(path), absl::NotFoundError(expected));
  EXPECT_EQ(AppendCsv(path, MadeUpResult()), absl::NotFoundError(expected));
}

TEST_F(CsvTest, FolderIsRefused) {
  EXPECT_THAT(std::string(CheckCsvPath(folder_).message()),
              EndsWith("it is a folder; name a file in it"));
  EXPECT_FALSE(AppendCsv(folder_, MadeUpResult()).ok());
}

TEST_F(CsvTest, FullDiskIsAnError) {
  const absl::Status status = AppendCsv("/dev/full", MadeUpResult());
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("/dev/full"), HasSubstr("incomplete")));
}

TEST_F(CsvTest, PipeGetsAHeaderAndARow) {
  const std::string path = Path("pipe");
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  EXPECT_TRUE(CheckCsvPath(path).ok());
  std::string got;
  std::thread reader([&] { got = Read(path); });
  EXPECT_TRUE(AppendCsv(path, MadeUpResult()).ok());
  reader.join();
  EXPECT_EQ(got, FormatCsvHeader() + FormatCsvRow(MadeUpResult()));
}

TEST_F(CsvTest, RunsThatEndTogetherWriteOneHeader) {
  const std::string path = Path("shared.csv");
  std::vector<std::thread> runs;
  for (int i = 0; i < 8; ++i) {
    runs.emplace_back(
        [&] { EXPECT_TRUE(AppendCsv(path, MadeUpResult()).ok()); });
  }
  for (std::thread& run : runs) run.join();
  std::string expected = FormatCsvHeader();
  for (int i = 0; i < 8; ++i) expected += FormatCsvRow(MadeUpResult());
  EXPECT_EQ(Read(path), expected);
}

}  // namespace
}  // namespace grpc_perf_msgr
