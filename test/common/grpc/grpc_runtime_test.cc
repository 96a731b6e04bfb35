#include "common/grpc/grpc_runtime.h"

#include <gmock/gmock.h>
#include <grpc/support/log.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include "common/clock.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::AnyOf;

// How many lines of gRPC's log came to the test.
int logged = 0;

// gRPC's log and the environment are as before when a test ends.
class PrepareGrpcRuntimeTest : public ::testing::Test {
 protected:
  PrepareGrpcRuntimeTest() {
    const char* value = std::getenv(kVerbosity);
    if (value != nullptr) verbosity_ = value;
    logged = 0;
    gpr_set_log_verbosity(GPR_LOG_SEVERITY_ERROR);
    gpr_set_log_function([](gpr_log_func_args*) { ++logged; });
  }
  ~PrepareGrpcRuntimeTest() override {
    gpr_set_log_function(nullptr);
    if (verbosity_.empty()) {
      unsetenv(kVerbosity);
    } else {
      setenv(kVerbosity, verbosity_.c_str(), 1);
    }
  }

  static constexpr char kVerbosity[] = "GRPC_VERBOSITY";

 private:
  std::string verbosity_;
};

TEST_F(PrepareGrpcRuntimeTest, KeepsTheLogOfGrpcQuiet) {
  unsetenv(kVerbosity);
  gpr_log(GPR_ERROR, "heard");
  ASSERT_EQ(logged, 1);
  PrepareGrpcRuntime();
  testing::internal::CaptureStderr();
  gpr_log(GPR_ERROR, "not heard");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(logged, 1);
}

TEST_F(PrepareGrpcRuntimeTest, LeavesTheLogToWhoAsksForIt) {
  setenv(kVerbosity, "error", 1);
  PrepareGrpcRuntime();
  gpr_log(GPR_ERROR, "heard");
  EXPECT_EQ(logged, 1);
}

TEST(GrpcLibraryTest, IsTheOneThatIsLinked) {
  const v1::Library library = GrpcLibrary();
  EXPECT_EQ(library.name(), "gRPC");
  EXPECT_EQ(library.version(), grpc::Version());
  EXPECT_THAT(library.linkage(), AnyOf("static", "shared"));
}

// Between what two readings of gRPC's clock around it give.
TEST(GrpcDeadlineTest, IsSoMuchLaterOnTheMonotonicClock) {
  for (const int64_t from_now_ns :
       {int64_t{0}, int64_t{1}, 90 * kNanosPerSecond, -kNanosPerSecond}) {
    const gpr_timespec span = gpr_time_from_nanos(from_now_ns, GPR_TIMESPAN);
    const gpr_timespec before = gpr_now(GPR_CLOCK_MONOTONIC);
    const gpr_timespec deadline = GrpcDeadline(from_now_ns);
    const gpr_timespec after = gpr_now(GPR_CLOCK_MONOTONIC);
    ASSERT_EQ(deadline.clock_type, GPR_CLOCK_MONOTONIC);
    EXPECT_GE(gpr_time_cmp(deadline, gpr_time_add(before, span)), 0);
    EXPECT_LE(gpr_time_cmp(deadline, gpr_time_add(after, span)), 0);
  }
}

}  // namespace
}  // namespace grpc_perf_msgr
