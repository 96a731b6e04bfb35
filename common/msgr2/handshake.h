// How two of Ceph's messengers get to know each other before the first message:
// both sides, without I/O. Mode crc, authentication "none", no compression,
// no reconnecting.
//
//   client                       server
//   banner                       banner
//   HELLO                        HELLO
//   AUTH_REQUEST
//                                AUTH_DONE, AUTH_SIGNATURE
//   AUTH_SIGNATURE
//   CLIENT_IDENT
//                                SERVER_IDENT
#ifndef GRPC_PERF_MSGR_COMMON_MSGR2_HANDSHAKE_H_
#define GRPC_PERF_MSGR_COMMON_MSGR2_HANDSHAKE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/msgr2/address.h"
#include "common/msgr2/frame.h"

namespace grpc_perf_msgr::msgr2 {

// What both sides say that they can do, and what they require of each other:
// those of Ceph 18.2.7. The encodings of messages depend on them.
inline constexpr uint64_t kSupportedFeatures = 0x3f01cfbffffdffff;
inline constexpr uint64_t kRequiredFeatures = 0x0800000000000000;

// The client's side of one connection. Send what is returned.
class ClientHandshake {
 public:
  // `server` is the address that was dialled, `self` ours with a nonce that is
  // unique among the connections of this host; `cookie` any number but 0.
  ClientHandshake(const EntityAddress& server, const EntityAddress& self,
                  uint64_t cookie)
      : server_(server), self_(self), cookie_(cookie) {}

  // Sent at once.
  std::string Start() const;
  // An error says what of the peer can't be spoken here, or what it got wrong.
  absl::StatusOr<std::string> OnBanner(absl::string_view bytes) const;
  absl::StatusOr<std::string> OnFrame(const ReceivedFrame& frame);
  // Messages may be sent and will come.
  bool done() const { return state_ == State::kDone; }

 private:
  enum class State { kHello, kAuthDone, kSignature, kIdent, kDone };

  absl::StatusOr<std::string> OnHello(absl::string_view payload);
  absl::StatusOr<std::string> OnAuthDone(absl::string_view payload);
  absl::StatusOr<std::string> OnSignature(absl::string_view payload);
  absl::StatusOr<std::string> OnServerIdent(absl::string_view payload);

  const EntityAddress server_;
  const EntityAddress self_;
  const uint64_t cookie_;
  State state_ = State::kHello;
};

// The server's side of one connection. Send what is returned, also when there
// is an error beside it: then close.
class ServerHandshake {
 public:
  struct Answer {
    std::string bytes;
    absl::Status status;
  };

  // `client` is the peer's address as it is seen here; `self` the address that
  // was bound, told to a client that does not say which one it dialled;
  // `global_seq` counts the server's connections from 1.
  ServerHandshake(const EntityAddress& self, const EntityAddress& client,
                  uint64_t global_seq)
      : self_(self), client_(client), global_seq_(global_seq) {}

  std::string Start() const;
  Answer OnBanner(absl::string_view bytes) const;
  Answer OnFrame(const ReceivedFrame& frame);
  bool done() const { return state_ == State::kDone; }

 private:
  enum class State { kHello, kAuthRequest, kSignature, kIdent, kDone };

  Answer OnHello(absl::string_view payload);
  Answer OnAuthRequest(absl::string_view payload);
  Answer OnSignature(absl::string_view payload);
  Answer OnClientIdent(absl::string_view payload);

  const EntityAddress self_;
  const EntityAddress client_;
  const uint64_t global_seq_;
  State state_ = State::kHello;
};

// After the handshake: what is to be sent for a frame that is no message.
// KEEPALIVE2 is answered, its answer and ACK are taken note of; an empty string
// for these. An error: a frame that has no place there.
absl::StatusOr<std::string> AnswerControlFrame(const ReceivedFrame& frame);

}  // namespace grpc_perf_msgr::msgr2

#endif  // GRPC_PERF_MSGR_COMMON_MSGR2_HANDSHAKE_H_
