#include "client/report/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "gtest/gtest.h"

namespace grpc_perf_msgr {
namespace {

class OutputFileTest : public ::testing::Test {
 protected:
  OutputFileTest() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = ::testing::TempDir() + "output_file_test_" + test->name();
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~OutputFileTest() override { std::filesystem::remove_all(folder_); }

  std::string Path(const std::string& name) const {
    return folder_ + "/" + name;
  }

  static std::string Read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return std::string((std::istreambuf_iterator<char>(file)),
                       std::istreambuf_iterator<char>());
  }

  static OutputFile Output(const std::string& path) {
    return OutputFile("write it to", path);
  }

  std::string folder_;
};

TEST_F(OutputFileTest, ErrorsNameTaskAndPath) {
  EXPECT_EQ(
      Output("a b").Error("it is odd"),
      absl::FailedPreconditionError("can't write it to \"a b\": it is odd"));
  EXPECT_EQ(Output("a").ErrnoError(ENOSPC, "delete something"),
            absl::ResourceExhaustedError("can't write it to \"a\": No space "
                                         "left on device; delete something"));
}

TEST_F(OutputFileTest, FilesAndWhatIsNotThereAreNotSpecial) {
  EXPECT_FALSE(Output(Path("later")).IsSpecial());
  EXPECT_FALSE(Output(Path("missing/later")).IsSpecial());
  std::ofstream(Path("file")) << "text";
  EXPECT_FALSE(Output(Path("file")).IsSpecial());
}

TEST_F(OutputFileTest, PipesDevicesAndFoldersAreSpecial) {
  ASSERT_EQ(mkfifo(Path("pipe").c_str(), 0600), 0);
  EXPECT_TRUE(Output(Path("pipe")).IsSpecial());
  EXPECT_TRUE(Output("/dev/null").IsSpecial());
  EXPECT_TRUE(Output(folder_).IsSpecial());
}

TEST_F(OutputFileTest, CheckCreatesAndOpensNothing) {
  EXPECT_TRUE(Output(Path("later")).Check().ok());
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
  // Opening it would wait for a reader.
  ASSERT_EQ(mkfifo(Path("pipe").c_str(), 0600), 0);
  EXPECT_TRUE(Output(Path("pipe")).Check().ok());
}

TEST_F(OutputFileTest, CheckRefusesAFolderAndAMissingFolder) {
  EXPECT_EQ(Output(folder_).Check(),
            absl::FailedPreconditionError("can't write it to \"" + folder_ +
                                          "\": it is a folder; name a file in "
                                          "it"));
  const std::string path = Path("missing/later");
  EXPECT_EQ(Output(path).Check(),
            absl::NotFoundError("can't write it to \"" + path +
                                "\": No such file or directory; create its "
                                "folder first"));
}

// Standard error, because what tests print goes to standard output.
TEST_F(OutputFileTest, FileThatAStandardStreamGoesToIsWrittenInPlace) {
  const std::string path = Path("log");
  const int saved = dup(STDERR_FILENO);
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT, 0600);
  ASSERT_GE(fd, 0);
  ASSERT_EQ(dup2(fd, STDERR_FILENO), STDERR_FILENO);
  const int before = WriteAll(STDERR_FILENO, "before\n");
  const bool special = Output(path).IsSpecial();
  const absl::Status check = Output(path).Check();
  const absl::Status written = Output(path).WriteSpecial("report\n");
  const int after = WriteAll(STDERR_FILENO, "after\n");
  dup2(saved, STDERR_FILENO);
  close(saved);
  close(fd);
  EXPECT_TRUE(special);
  EXPECT_TRUE(check.ok()) << check;
  EXPECT_TRUE(written.ok()) << written;
  EXPECT_EQ(before, 0);
  EXPECT_EQ(after, 0);
  EXPECT_EQ(Read(path), "before\nreport\nafter\n");
  EXPECT_FALSE(Output(path).IsSpecial());
}

TEST_F(OutputFileTest, FullDeviceIsAnError) {
  EXPECT_EQ(Output("/dev/full").WriteSpecial("text"),
            absl::ResourceExhaustedError(
                "can't write it to \"/dev/full\": No space left on device; "
                "what was written is incomplete"));
  EXPECT_EQ(WriteAllAndClose(open("/dev/full", O_WRONLY), "text"), ENOSPC);
  EXPECT_EQ(WriteAllAndClose(open("/dev/full", O_WRONLY), ""), 0);
}

}  // namespace
}  // namespace grpc_perf_msgr
