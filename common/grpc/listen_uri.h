// Addresses as gRPC's servers take them.
#ifndef GRPC_PERF_MSGR_COMMON_GRPC_LISTEN_URI_H_
#define GRPC_PERF_MSGR_COMMON_GRPC_LISTEN_URI_H_

#include <string>

#include "common/endpoint.h"

namespace grpc_perf_msgr {

// For grpc::ServerBuilder::AddListeningPort: "127.0.0.1:10001", "[::1]:10001",
// "unix:PATH".
std::string GrpcListenUri(const Endpoint& listen);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_GRPC_LISTEN_URI_H_
