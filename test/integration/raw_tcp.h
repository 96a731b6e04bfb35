// Peers that speak the raw messenger's protocol byte by byte, or fail to.
#ifndef GRPC_PERF_MSGR_TEST_INTEGRATION_RAW_TCP_H_
#define GRPC_PERF_MSGR_TEST_INTEGRATION_RAW_TCP_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/session/socket.h"
#include "common/tcp/frame.h"

namespace grpc_perf_msgr {

// Header and payload.
std::string RawFrame(uint64_t id, absl::string_view payload,
                     uint32_t crc32c = 0);
std::string RawHello(const Hello& hello = Hello());

// One end of a connection. Whatever does not come or go within kPatience is a
// test failure.
class RawTcp {
 public:
  // To a server at "tcp://127.0.0.1:10002".
  explicit RawTcp(const std::string& address);
  explicit RawTcp(Descriptor socket) : socket_(std::move(socket)) {}

  // False when the peer is gone.
  bool Send(absl::string_view bytes);
  // Sends what the peer takes without being waited for; returns how much.
  size_t SendSome(absl::string_view bytes);
  // Says that nothing more will be sent.
  void HalfClose();
  void Close() { socket_.Close(); }
  // Ends at once, without a word: the other side sees a reset.
  void Reset();
  int fd() const { return socket_.get(); }

  // Exactly `bytes` bytes; fewer when the peer ended before.
  std::string Receive(size_t bytes);
  // All until the peer ends.
  std::string ReceiveToEnd();
  // After a hello: the next frame's payload, its header to `header`.
  std::string ReceiveFrame(FrameHeader* header);
  // The peer sends an error frame and then ends the connection: its status.
  absl::Status ReceiveError();

 private:
  // Waits until the socket is ready for `events`; false after kPatience.
  bool Wait(short events) const;

  Descriptor socket_;
};

// A server inside the test program. `serve` runs for the first connection, on a
// thread that the destructor waits for.
class FakeTcpServer {
 public:
  explicit FakeTcpServer(std::function<void(RawTcp&)> serve);
  ~FakeTcpServer();

  // "tcp://127.0.0.1:10002".
  std::string address() const;

 private:
  Descriptor listening_;
  std::thread thread_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_INTEGRATION_RAW_TCP_H_
