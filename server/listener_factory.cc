#include "server/listener_factory.h"

#include <cstdlib>
#include <iostream>

#include "server/control/control_services.h"
#include "server/grpc/grpc_listener.h"
#include "server/socket/protocols.h"
#include "server/socket/socket_listener.h"

namespace grpc_perf_msgr {

std::unique_ptr<Listener> MakeListener(const Endpoint& listen,
                                       const ServerOptions& options,
                                       StreamLimit& limit,
                                       ControlServices& control) {
  if (listen.scheme == "grpc") {
    return std::make_unique<GrpcListener>(
        listen, options, limit,
        [&control](grpc::ServerBuilder& builder) { control.AddTo(builder); });
  }
  if (listen.scheme == "tcp") {
    return std::make_unique<SocketListener>(listen, options, limit,
                                            TcpProtocol(options));
  }
  if (listen.scheme == "msgr2") {
    return std::make_unique<SocketListener>(listen, options, limit,
                                            Msgr2Protocol(options));
  }
  // A scheme of kTransports without its line here.
  std::cerr << "no listener for " << listen.scheme << ":// addresses\n";
  std::abort();
}

}  // namespace grpc_perf_msgr
