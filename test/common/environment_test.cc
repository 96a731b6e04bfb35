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

// One that nothing is to be said about.
v1::Environment GoodEnvironment() {
  v1::Environment environment;
  environment.set_build_type("Release");
  environment.set_commit("0123456789ab");
  environment.set_cpus_online(4);
  environment.set_cpus_allowed("0-3");
  v1::Library* library = environment.add_libraries();
  library->set_name("gRPC");
  library->set_version("1.51.1");
  return environment;
}

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

TEST(EnvironmentWarnings, NothingIsSaidOfAGoodEnvironment) {
  EXPECT_THAT(EnvironmentWarnings(GoodEnvironment(), "client"), IsEmpty());
}

TEST(EnvironmentWarnings, NothingIsSaidOfWhatIsUnknown) {
  EXPECT_THAT(EnvironmentWarnings(v1::Environment(), "client"), IsEmpty());
}

TEST(EnvironmentWarnings, TellOfABuildThatIsNotRelease) {
  v1::Environment environment = GoodEnvironment();
  environment.set_build_type("Debug");
  EXPECT_THAT(
      EnvironmentWarnings(environment, "server"),
      ElementsAre("server: the program is a Debug build, not a Release build"));
}

TEST(EnvironmentWarnings, TellOfSanitizers) {
  v1::Environment environment = GoodEnvironment();
  environment.set_build_type("Release (sanitizers: address,undefined)");
  EXPECT_THAT(EnvironmentWarnings(environment, "client"),
              ElementsAre("client: the program runs under sanitizers "
                          "(address,undefined), which cost much time"));
}

TEST(EnvironmentWarnings, TellOfSourceThatCannotBeFoundAgain) {
  v1::Environment environment = GoodEnvironment();
  environment.set_commit("unknown");
  EXPECT_THAT(EnvironmentWarnings(environment, "client"),
              ElementsAre("client: the commit that the program was built from "
                          "is unknown"));
  environment.set_commit("0123456789ab-dirty");
  EXPECT_THAT(EnvironmentWarnings(environment, "client"),
              ElementsAre("client: the program was built from changed source "
                          "(0123456789ab-dirty)"));
}

TEST(EnvironmentWarnings, TellOfLibrariesThatCheckAssertions) {
  v1::Environment environment = GoodEnvironment();
  environment.mutable_libraries(0)->set_checks_assertions(false);
  EXPECT_THAT(EnvironmentWarnings(environment, "client"), IsEmpty());
  environment.mutable_libraries(0)->set_checks_assertions(true);
  EXPECT_THAT(EnvironmentWarnings(environment, "client"),
              ElementsAre("client: gRPC 1.51.1 is built with its assertions "
                          "on, which costs time"));
}

TEST(EnvironmentWarnings, TellOfAQuotaBelowTheAllowedCpus) {
  v1::Environment environment = GoodEnvironment();
  environment.set_cgroup_cpu_quota(4);
  EXPECT_THAT(EnvironmentWarnings(environment, "client"), IsEmpty());
  environment.set_cgroup_cpu_quota(1.5);
  EXPECT_THAT(EnvironmentWarnings(environment, "client"),
              ElementsAre(HasSubstr("limits CPU time to 1.5 CPUs")));
  environment.clear_cpus_allowed();
  EXPECT_THAT(EnvironmentWarnings(environment, "client"),
              ElementsAre(HasSubstr("limits CPU time to 1.5 CPUs")));
}

TEST(EnvironmentWarnings, TellOfAHostWithASingleCpu) {
  v1::Environment environment = GoodEnvironment();
  environment.set_cpus_online(1);
  environment.set_cpus_allowed("0");
  EXPECT_THAT(EnvironmentWarnings(environment, "client"),
              ElementsAre("client: the host has one CPU only, which all that "
                          "runs on it share"));
}

TEST(EnvironmentWarnings, NothingIsSaidOfAProgramPinnedToOneCpu) {
  v1::Environment environment = GoodEnvironment();
  environment.set_cpus_allowed("2");
  EXPECT_THAT(EnvironmentWarnings(environment, "client"), IsEmpty());
}

}  // namespace
}  // namespace grpc_perf_msgr
