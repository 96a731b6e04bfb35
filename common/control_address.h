// Where a server's control plane listens when nobody says otherwise: beside
// each address that carries messages, so that who knows one finds the other.
#ifndef GRPC_PERF_MSGR_COMMON_CONTROL_ADDRESS_H_
#define GRPC_PERF_MSGR_COMMON_CONTROL_ADDRESS_H_

#include <cstdint>
#include <optional>

#include "common/endpoint.h"

namespace grpc_perf_msgr {

// How far the port is from that of the messages.
inline constexpr uint16_t kControlPortOffset = 1000;

// A grpc address: the same host, the port plus kControlPortOffset; for a unix
// socket PATH.control. Nothing where there is no such port or the path would be
// too long, and for port 0, which is no address yet.
std::optional<Endpoint> ControlBeside(const Endpoint& data);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_CONTROL_ADDRESS_H_
