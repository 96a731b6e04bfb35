// Matchers of warnings.
#ifndef GRPC_PERF_MSGR_TEST_COMMON_WARNING_TESTING_H_
#define GRPC_PERF_MSGR_TEST_COMMON_WARNING_TESTING_H_

#include "common/warnings.h"
#include "gmock/gmock.h"

namespace grpc_perf_msgr {

// A warning of this kind, whatever it says.
MATCHER_P(IsOfKind, kind, "") { return arg.kind() == kind; }

// A warning that people see like this.
MATCHER_P2(Warns, kind, shown, "") {
  return arg.kind() == kind &&
         testing::ExplainMatchResult(testing::Eq(shown), WarningText(arg),
                                     result_listener);
}

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_COMMON_WARNING_TESTING_H_
