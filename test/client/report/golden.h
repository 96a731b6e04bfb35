// Compares output with files in test/golden/.
#ifndef GRPC_PERF_MSGR_TEST_CLIENT_REPORT_GOLDEN_H_
#define GRPC_PERF_MSGR_TEST_CLIENT_REPORT_GOLDEN_H_

#include <string>

namespace grpc_perf_msgr {

// The content of test/golden/`name`.
std::string Golden(const std::string& name);

// Expects `actual` to be exactly the content of test/golden/`name`. With
// GRPC_PERF_MSGR_UPDATE_GOLDEN=1 in the environment writes that file instead.
void ExpectGolden(const std::string& name, const std::string& actual);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_CLIENT_REPORT_GOLDEN_H_
