// What a session may want to know of the connection under it.
#ifndef GRPC_PERF_MSGR_COMMON_SESSION_CONNECTION_ENDS_H_
#define GRPC_PERF_MSGR_COMMON_SESSION_CONNECTION_ENDS_H_

#include <sys/socket.h>

#include <cstdint>

namespace grpc_perf_msgr {

// Addresses are of family AF_UNSPEC where there is none.
struct ConnectionEnds {
  sockaddr_storage local = {};
  sockaddr_storage peer = {};
  // Unlike that of other connections of this host, as far as it matters.
  uint64_t number = 0;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_SESSION_CONNECTION_ENDS_H_
