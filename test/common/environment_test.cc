#include "common/environment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/cpu_list.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

TEST(ReadEnvironment, DescribesTheHost) {
  const v1::Environment environment = ReadEnvironment();
  char hostname[256] = {};
  ASSERT_EQ(gethostname(hostname, sizeof(hostname) - 1), 0);
  EXPECT_EQ(environment.hostname(), hostname);
  EXPECT_THAT(environment.cpu_model(), Not(IsEmpty()));
  EXPECT_GE(environment.cpus_online(), 1u);
  EXPECT_EQ(environment.cpus_allowed(), FormatCpuRanges(AllowedCpus().cpus));
  EXPECT_THAT(environment.kernel(), StartsWith("Linux "));
  EXPECT_EQ(
      std::count(environment.kernel().begin(), environment.kernel().end(), ' '),
      2);
  EXPECT_THAT(environment.os(), Not(HasSubstr("\"")));
}

TEST(ReadEnvironment, DescribesTheBuild) {
  const v1::Environment environment = ReadEnvironment();
  EXPECT_EQ(environment.version(), ProgramVersion());
  EXPECT_EQ(environment.commit(), ProgramCommit());
  EXPECT_THAT(environment.build_type(), Not(IsEmpty()));
  EXPECT_THAT(environment.compiler(),
              testing::ContainsRegex("^(GCC|Clang) [0-9]+\\.[0-9]+\\.[0-9]+$"));
}

TEST(ReadEnvironment, NamesTheAllocatorWithItsVersion) {
  const v1::Environment environment = ReadEnvironment();
  EXPECT_THAT(environment.allocator(),
              testing::ContainsRegex("^(.*Sanitizer|[a-z_]+ [0-9]+\\..*)$"));
}

TEST(ReadEnvironment, ListsTheLibrariesOfCommon) {
  const v1::Environment environment = ReadEnvironment();
  std::vector<std::string> names;
  for (const v1::Library& library : environment.libraries()) {
    names.push_back(library.name());
    EXPECT_THAT(library.version(), testing::ContainsRegex("^[0-9]+\\.[0-9]+"))
        << library.name();
    EXPECT_FALSE(library.has_checks_assertions()) << library.name();
  }
  EXPECT_THAT(names, ElementsAre("protobuf", "absl", "isa-l", "glibc"));
}

TEST(VersionText, BeginsWithProgramAndVersionAndEndsItsLastLine) {
  const std::string text = VersionText("some_program");
  EXPECT_THAT(
      text, StartsWith(absl::StrCat("some_program ", ProgramVersion(), "\n")));
  EXPECT_THAT(text, EndsWith("\n"));
  EXPECT_THAT(text, AllOf(HasSubstr(ProgramCommit()), HasSubstr("protobuf "),
                          HasSubstr("isa-l "), HasSubstr("absl ")));
}

}  // namespace
}  // namespace grpc_perf_msgr
