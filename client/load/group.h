// A client's part in a group: as which, of which, with how many.
#ifndef GRPC_PERF_MSGR_CLIENT_LOAD_GROUP_H_
#define GRPC_PERF_MSGR_CLIENT_LOAD_GROUP_H_

#include <cstdint>
#include <string>

namespace grpc_perf_msgr {

struct GroupOptions {
  // Empty: this client is in no group.
  std::string name;
  // Clients of the group, 1..kMaxGroupSize.
  uint32_t size = 0;
  // How long the clients wait for each other, in ns.
  int64_t timeout_ns = 60'000'000'000;
  // What this client is called.
  std::string member;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_LOAD_GROUP_H_
