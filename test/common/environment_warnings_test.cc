#include "common/environment_warnings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test/common/warning_testing.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::Warning;

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

TEST(EnvironmentWarnings, NothingIsSaidOfAGoodEnvironment) {
  EXPECT_THAT(EnvironmentWarnings(GoodEnvironment(), Warning::CLIENT),
              IsEmpty());
}

TEST(EnvironmentWarnings, NothingIsSaidOfWhatIsUnknown) {
  EXPECT_THAT(EnvironmentWarnings(v1::Environment(), Warning::CLIENT),
              IsEmpty());
}

TEST(EnvironmentWarnings, TellOfABuildThatIsNotRelease) {
  v1::Environment environment = GoodEnvironment();
  environment.set_build_type("Debug");
  EXPECT_THAT(
      EnvironmentWarnings(environment, Warning::SERVER),
      ElementsAre(
          Warns(Warning::DEBUG_BUILD,
                "server: the program is a Debug build, not a Release build")));
}

TEST(EnvironmentWarnings, TellOfSanitizers) {
  v1::Environment environment = GoodEnvironment();
  environment.set_build_type("Release (sanitizers: address,undefined)");
  EXPECT_THAT(EnvironmentWarnings(environment, Warning::CLIENT),
              ElementsAre(Warns(Warning::SANITIZERS,
                                "client: the program runs under sanitizers "
                                "(address,undefined), which cost much time")));
}

TEST(EnvironmentWarnings, TellOfSourceThatCannotBeFoundAgain) {
  v1::Environment environment = GoodEnvironment();
  environment.set_commit("unknown");
  EXPECT_THAT(
      EnvironmentWarnings(environment, Warning::CLIENT),
      ElementsAre(Warns(Warning::UNKNOWN_COMMIT,
                        "client: the commit that the program was built from "
                        "is unknown")));
  environment.set_commit("0123456789ab-dirty");
  EXPECT_THAT(
      EnvironmentWarnings(environment, Warning::CLIENT),
      ElementsAre(Warns(Warning::CHANGED_SOURCE,
                        "client: the program was built from changed source "
                        "(0123456789ab-dirty)")));
}

TEST(EnvironmentWarnings, TellOfLibrariesThatCheckAssertions) {
  v1::Environment environment = GoodEnvironment();
  environment.mutable_libraries(0)->set_checks_assertions(false);
  EXPECT_THAT(EnvironmentWarnings(environment, Warning::CLIENT), IsEmpty());
  environment.mutable_libraries(0)->set_checks_assertions(true);
  EXPECT_THAT(
      EnvironmentWarnings(environment, Warning::CLIENT),
      ElementsAre(Warns(Warning::ASSERTIONS,
                        "client: gRPC 1.51.1 is built with its assertions "
                        "on, which costs time")));
}

TEST(EnvironmentWarnings, TellOfAQuotaBelowTheAllowedCpus) {
  v1::Environment environment = GoodEnvironment();
  environment.set_cgroup_cpu_quota(4);
  EXPECT_THAT(EnvironmentWarnings(environment, Warning::CLIENT), IsEmpty());
  environment.set_cgroup_cpu_quota(1.5);
  EXPECT_THAT(EnvironmentWarnings(environment, Warning::CLIENT),
              ElementsAre(IsOfKind(Warning::CPU_QUOTA)));
  environment.clear_cpus_allowed();
  EXPECT_THAT(EnvironmentWarnings(environment, Warning::CLIENT),
              ElementsAre(IsOfKind(Warning::CPU_QUOTA)));
}

TEST(EnvironmentWarnings, TellOfAHostWithASingleCpu) {
  v1::Environment environment = GoodEnvironment();
  environment.set_cpus_online(1);
  environment.set_cpus_allowed("0");
  EXPECT_THAT(
      EnvironmentWarnings(environment, Warning::CLIENT),
      ElementsAre(Warns(Warning::ONE_CPU,
                        "client: the host has one CPU only, which all that "
                        "runs on it share")));
}

TEST(EnvironmentWarnings, NothingIsSaidOfAProgramPinnedToOneCpu) {
  v1::Environment environment = GoodEnvironment();
  environment.set_cpus_allowed("2");
  EXPECT_THAT(EnvironmentWarnings(environment, Warning::CLIENT), IsEmpty());
}

}  // namespace
}  // namespace grpc_perf_msgr
