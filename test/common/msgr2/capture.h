// What the real programs of Ceph put on the wire: test/common/msgr2/captures/.
#ifndef GRPC_PERF_MSGR_TEST_COMMON_MSGR2_CAPTURE_H_
#define GRPC_PERF_MSGR_TEST_COMMON_MSGR2_CAPTURE_H_

#include <string>
#include <vector>

namespace grpc_perf_msgr::msgr2 {

// A banner or a frame, whole.
struct CapturedUnit {
  // "BANNER", or a frame's as TagName() has it.
  std::string name;
  std::string bytes;
};

// All that one side sent on one connection: captures/NAME.hex. A file that
// can't be read fails the test.
std::vector<CapturedUnit> LoadCapture(const std::string& name);

// The names of all captures.
inline constexpr const char* kCaptures[] = {
    "five_ops_client", "five_ops_server",      "four_ops_client",
    "four_ops_server", "two_in_flight_client", "two_in_flight_server"};

// The bytes in their order.
std::string Stream(const std::vector<CapturedUnit>& units);

// The bytes of the first unit of this name; fails the test when there is none.
std::string BytesOf(const std::vector<CapturedUnit>& units,
                    const std::string& name);

}  // namespace grpc_perf_msgr::msgr2

#endif  // GRPC_PERF_MSGR_TEST_COMMON_MSGR2_CAPTURE_H_
