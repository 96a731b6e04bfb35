#include "common/tcp/server_session.h"

#include <cerrno>

#include "common/session/socket.h"

namespace grpc_perf_msgr {

// Between two frames the end of the stream is the client's way to say that it
// is done; replies that could not be sent are then lost.
Parting TcpClientLeft(int error, bool within_frame, bool replies_wait) {
  if (error == 0 && !within_frame && !replies_wait) return {};
  absl::Status why;
  if (error != 0) {
    why = SocketError(error, "its connection is broken");
  } else if (within_frame) {
    why = absl::UnavailableError("it left in the middle of a frame");
  } else {
    why = absl::UnavailableError("it left before its replies were sent");
  }
  return {Parting::Kind::kLost, why};
}

}  // namespace grpc_perf_msgr
