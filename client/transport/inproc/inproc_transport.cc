#include "client/transport/inproc/inproc_transport.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "client/load/message_window.h"
#include "client/transport/inproc/answerer.h"
#include "client/transport/session/client_session.h"
#include "client/transport/session/msgr2_wire.h"
#include "client/transport/session/tcp_wire.h"
#include "client/transport/session/traced_wire.h"
#include "common/clock.h"
#include "common/msgr2/address.h"
#include "common/msgr2/server_session.h"
#include "common/session/connection_ends.h"
#include "common/session/line_driver.h"
#include "common/session/pipe.h"
#include "common/tcp/server_session.h"

namespace grpc_perf_msgr {
namespace {

// Bytes that each direction holds: what a socket of Linux does by default
// (net.core.wmem_default).
constexpr size_t kCapacity = 212'992;

// 127.0.0.1, for a protocol that wants to be told where it is.
sockaddr_storage LoopbackAddress(uint16_t port) {
  sockaddr_in in = {};
  in.sin_family = AF_INET;
  in.sin_port = htons(port);
  in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  sockaddr_storage address = {};
  std::memcpy(&address, &in, sizeof(in));
  return address;
}

// Neither is anyone's.
constexpr uint16_t kServerPort = 1;
constexpr uint16_t kClientPort = 2;

ConnectionEnds MakeEnds() {
  static std::atomic<uint64_t> connections{0};
  return {LoopbackAddress(kClientPort), LoopbackAddress(kServerPort),
          ++connections};
}

uint32_t LargestMessage(const Workload& workload) {
  return std::max(static_cast<uint32_t>(workload.window.bytes),
                  workload.window.reply_bytes);
}

template <Wire W, Session Server>
class InprocTransport final : public Transport {
 public:
  // `arguments` are those of the server's wire, behind its handler.
  template <typename... Arguments>
  InprocTransport(const Workload& workload, absl::string_view payload,
                  Arguments&&... arguments)
      : workload_(workload),
        payload_(payload),
        handler_(workload.window.reply_bytes),
        server_(PipeLine(to_client_, to_server_), ReadSteadyClock(),
                workload.flush, absl::OkStatus(), handler_,
                std::forward<Arguments>(arguments)...) {}

  absl::Status Connect(int64_t timeout_ns, const StopSignal& stop) override {
    client_.emplace(PipeLine(to_server_, to_client_), ReadSteadyClock(),
                    workload_, payload_, MakeEnds(), SteadyNowNs() + timeout_ns,
                    stop);
    client_->Start();
    server_.Start();
    while (!client_->over() && !client_->session().greeted()) Turn();
    return client_->session().status();
  }

  absl::Status Run(MessageWindow& window) override {
    client_->session().Carry(window);
    while (!client_->over()) Turn();
    return client_->session().status();
  }

 private:
  // Each end does what it can.
  void Turn() {
    client_->OnReady();
    server_.OnReady();
    if (server_.over()) server_.line().Close();
    const int64_t now_ns = SteadyNowNs();
    if (!client_->over() && now_ns >= client_->WakeAtNs()) {
      client_->Wake(now_ns);
    }
  }

  const Workload& workload_;
  const absl::string_view payload_;
  Pipe to_server_{kCapacity};
  Pipe to_client_{kCapacity};
  Answerer handler_;
  LineDriver<Server, PipeLine> server_;
  std::optional<LineDriver<ClientSession<W>, PipeLine>> client_;
};

// A wire that tells of its frames where they are asked for.
template <typename W, Session Server, typename... Arguments>
std::unique_ptr<Transport> Make(const Workload& workload,
                                absl::string_view payload,
                                Arguments&&... arguments) {
  if (workload.debug.frames) {
    return std::make_unique<InprocTransport<TracedWire<W>, Server>>(
        workload, payload, std::forward<Arguments>(arguments)...);
  }
  return std::make_unique<InprocTransport<W, Server>>(
      workload, payload, std::forward<Arguments>(arguments)...);
}

}  // namespace

std::unique_ptr<Transport> MakeInprocTcp(const Workload& workload,
                                         absl::string_view payload) {
  return Make<TcpWire, TcpServerSession<Answerer>>(workload, payload,
                                                   LargestMessage(workload));
}

std::unique_ptr<Transport> MakeInprocMsgr2(const Workload& workload,
                                           absl::string_view payload) {
  using msgr2::AddressType;
  return Make<Msgr2Wire, msgr2::ServerSession<Answerer>>(
      workload, payload, LargestMessage(workload),
      msgr2::ToEntityAddress(LoopbackAddress(kServerPort), AddressType::kMsgr2,
                             0),
      msgr2::ToEntityAddress(LoopbackAddress(kClientPort), AddressType::kMsgr2,
                             0),
      uint64_t{1});
}

}  // namespace grpc_perf_msgr
