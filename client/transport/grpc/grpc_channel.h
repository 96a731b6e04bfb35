// Channels to a server, made the same way for load and control.
#ifndef GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_GRPC_CHANNEL_H_
#define GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_GRPC_CHANNEL_H_

#include <grpcpp/channel.h>

#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "client/load/message_window.h"
#include "common/endpoint.h"
#include "common/grpc_args.h"

namespace grpc_perf_msgr {

// A channel with a TCP connection of its own (never shared with another channel
// of this process), no proxy, no limit on what it receives, quick reconnects.
// `args` win over those. Not connected yet.
std::shared_ptr<grpc::Channel> MakeChannel(const Endpoint& server,
                                           const GrpcArgs& args);

// Connects, trying again until `timeout_ns` from now. UNAVAILABLE says what the
// last attempt failed with; CANCELLED soon after `stop` is raised.
absl::Status ConnectChannel(grpc::Channel& channel, const Endpoint& server,
                            int64_t timeout_ns, const StopSignal& stop);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_GRPC_CHANNEL_H_
