// The only place on the server's side that names the transports.
#ifndef GRPC_PERF_MSGR_SERVER_LISTENER_FACTORY_H_
#define GRPC_PERF_MSGR_SERVER_LISTENER_FACTORY_H_

#include <memory>

#include "server/listener.h"
#include "server/options.h"
#include "server/stream_limit.h"

namespace grpc_perf_msgr {

class ControlServices;

// What serves the messages of `listen`, one of the options' addresses: not
// started yet. One whose transport serves Control serves `control`, too. All
// must outlive it.
std::unique_ptr<Listener> MakeListener(const Endpoint& listen,
                                       const ServerOptions& options,
                                       StreamLimit& limit,
                                       ControlServices& control);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_LISTENER_FACTORY_H_
