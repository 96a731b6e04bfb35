// The options of a server thread's OpHandler, from those of the server.
#ifndef GRPC_PERF_MSGR_SERVER_OP_HANDLER_OPTIONS_H_
#define GRPC_PERF_MSGR_SERVER_OP_HANDLER_OPTIONS_H_

#include <cstddef>

#include "absl/strings/string_view.h"
#include "server/op_handler.h"
#include "server/options.h"

namespace grpc_perf_msgr {

// `transport` (its word) and `thread` (from 0, of its listener) say for people
// whose ops they are.
OpHandler::Options OpHandlerOptions(const ServerOptions& options,
                                    absl::string_view transport, size_t thread);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_OP_HANDLER_OPTIONS_H_
