#include "common/msgr2/server_session.h"

#include <cerrno>

#include "common/session/socket.h"

namespace grpc_perf_msgr::msgr2 {

Parting ClientLeft(int error, bool within_frame, bool within_handshake) {
  if (error != 0 && error != EPIPE && error != ECONNRESET) {
    return {Parting::Kind::kLost,
            SocketError(error, "its connection is broken")};
  }
  if (within_handshake) {
    return {
        Parting::Kind::kLost,
        absl::UnavailableError(
            "it left within the handshake: it may not have liked an answer")};
  }
  if (!within_frame) return {};
  return {Parting::Kind::kEarly,
          absl::UnavailableError(
              "in the middle of a frame, as Ceph's client may do")};
}

}  // namespace grpc_perf_msgr::msgr2
