#include "server/socket/protocols.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>

#include "common/msgr2/address.h"
#include "common/msgr2/server_session.h"
#include "common/tcp/server_session.h"
#include "server/socket/traced_session.h"

namespace grpc_perf_msgr {
namespace {

// `arguments` are those of the session.
template <Session S, typename... Arguments>
std::unique_ptr<Connection> MakeConnection(const DebugLog& frames,
                                           Descriptor socket,
                                           Arguments&&... arguments) {
  if (frames.on()) {
    return std::make_unique<SessionConnection<TracedSession<S>>>(
        std::move(socket), frames, std::forward<Arguments>(arguments)...);
  }
  return std::make_unique<SessionConnection<S>>(
      std::move(socket), std::forward<Arguments>(arguments)...);
}

}  // namespace

SocketProtocol TcpProtocol(const ServerOptions& options) {
  SocketProtocol protocol;
  protocol.name = "tcp";
  protocol.make_connection =
      [&options](Descriptor socket, OpHandler& handler,
                 const absl::Status& refusal) -> std::unique_ptr<Connection> {
    return MakeConnection<TcpServerSession<OpHandler>>(
        handler.frames(), std::move(socket), options.flush, refusal, handler,
        static_cast<uint32_t>(options.max_message_bytes));
  };
  return protocol;
}

SocketProtocol Msgr2Protocol(const ServerOptions& options) {
  SocketProtocol protocol;
  protocol.name = "msgr2";
  protocol.accept_delay_ns = msgr2::kAcceptDelayNs;
  protocol.make_connection =
      [&options, count = std::make_shared<std::atomic<uint64_t>>(0)](
          Descriptor socket, OpHandler& handler,
          const absl::Status& refusal) -> std::unique_ptr<Connection> {
    const auto self =
        msgr2::LocalAddress(socket.get(), msgr2::AddressType::kMsgr2,
                            /*nonce=*/0);
    const auto client =
        msgr2::PeerAddress(socket.get(), msgr2::AddressType::kMsgr2,
                           /*nonce=*/0);
    return MakeConnection<msgr2::ServerSession<OpHandler>>(
        handler.frames(), std::move(socket), options.flush, refusal, handler,
        options.max_message_bytes, self, client,
        /*global_seq=*/count->fetch_add(1) + 1);
  };
  return protocol;
}

}  // namespace grpc_perf_msgr
