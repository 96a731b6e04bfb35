#include "server/op_handler_options.h"

#include <string>

#include "absl/strings/str_cat.h"

namespace grpc_perf_msgr {

OpHandler::Options OpHandlerOptions(const ServerOptions& options,
                                    absl::string_view transport,
                                    size_t thread) {
  OpHandler::Options made;
  made.max_message_bytes = options.max_message_bytes;
  made.think_ns = options.think_ns;
  made.think_mode = options.think_mode;
  const std::string who = absl::StrCat(transport, " ", thread);
  made.frames = DebugLog(options.debug.frames, "frames", who);
  made.window = DebugLog(options.debug.window, "window", who);
  return made;
}

}  // namespace grpc_perf_msgr
