#include "test/integration/raw_tcp.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/endpoint.h"
#include "test/integration/process.h"

namespace grpc_perf_msgr {
namespace {

constexpr size_t kReadBytes = 65536;

}  // namespace

std::string RawFrame(uint64_t id, absl::string_view payload, uint32_t crc32c) {
  FrameHeader header;
  header.id = id;
  header.length = static_cast<uint32_t>(payload.size());
  header.crc32c = crc32c;
  std::string frame(kFrameHeaderBytes, '\0');
  EncodeFrameHeader(header, frame.data());
  return absl::StrCat(frame, payload);
}

std::string RawHello(const Hello& hello) {
  const auto bytes = EncodeHello(hello);
  return std::string(bytes.data(), bytes.size());
}

RawTcp::RawTcp(const std::string& address) {
  const absl::StatusOr<Endpoint> server = ParseEndpoint(address);
  EXPECT_TRUE(server.ok()) << server.status();
  if (!server.ok()) return;
  absl::StatusOr<Descriptor> made =
      ConnectSocket(*server, absl::ToInt64Nanoseconds(kPatience));
  EXPECT_TRUE(made.ok()) << made.status();
  if (made.ok()) socket_ = *std::move(made);
}

bool RawTcp::Wait(short events) const {
  pollfd waiting = {socket_.get(), events, 0};
  const int ready =
      poll(&waiting, 1, static_cast<int>(absl::ToInt64Milliseconds(kPatience)));
  EXPECT_EQ(ready, 1) << "the peer does not move";
  return ready == 1;
}

size_t RawTcp::SendSome(absl::string_view bytes) {
  const ssize_t sent = send(socket_.get(), bytes.data(), bytes.size(),
                            MSG_NOSIGNAL | MSG_DONTWAIT);
  return sent > 0 ? static_cast<size_t>(sent) : 0;
}

bool RawTcp::Send(absl::string_view bytes) {
  while (!bytes.empty()) {
    if (!Wait(POLLOUT)) return false;
    const size_t sent = SendSome(bytes);
    if (sent == 0) return false;
    bytes.remove_prefix(sent);
  }
  return true;
}

void RawTcp::HalfClose() { shutdown(socket_.get(), SHUT_WR); }

void RawTcp::Reset() {
  const linger at_once = {1, 0};
  setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
  socket_.Close();
}

std::string RawTcp::Receive(size_t bytes) {
  std::string all(bytes, '\0');
  size_t have = 0;
  while (have < bytes && Wait(POLLIN)) {
    const ssize_t got =
        recv(socket_.get(), all.data() + have, bytes - have, MSG_DONTWAIT);
    if (got <= 0) break;
    have += static_cast<size_t>(got);
  }
  all.resize(have);
  return all;
}

std::string RawTcp::ReceiveToEnd() {
  std::string all;
  for (;;) {
    const std::string part = Receive(kReadBytes);
    all += part;
    if (part.size() < kReadBytes) return all;
  }
}

std::string RawTcp::ReceiveFrame(FrameHeader* header) {
  *header = FrameHeader();
  const std::string bytes = Receive(kFrameHeaderBytes);
  EXPECT_EQ(bytes.size(), kFrameHeaderBytes);
  if (bytes.size() != kFrameHeaderBytes) return "";
  *header = DecodeFrameHeader(bytes.data());
  return Receive(header->length);
}

absl::Status RawTcp::ReceiveError() {
  FrameHeader header;
  const std::string payload = ReceiveFrame(&header);
  EXPECT_EQ(header.id, kErrorFrameId);
  EXPECT_EQ(ReceiveToEnd(), "");
  return DecodeErrorPayload(payload);
}

FakeTcpServer::FakeTcpServer(std::function<void(RawTcp&)> serve) {
  absl::StatusOr<Descriptor> made = ListenSocket(*ParseEndpoint("127.0.0.1:0"));
  EXPECT_TRUE(made.ok()) << made.status();
  if (!made.ok()) return;
  listening_ = *std::move(made);
  thread_ = std::thread([this, serve = std::move(serve)] {
    pollfd waiting = {listening_.get(), POLLIN, 0};
    // Ended by the destructor when nobody comes.
    poll(&waiting, 1, -1);
    absl::StatusOr<Descriptor> accepted = AcceptSocket(listening_);
    if (!accepted.ok() || !accepted->valid()) return;
    RawTcp peer(*std::move(accepted));
    serve(peer);
  });
}

FakeTcpServer::~FakeTcpServer() {
  shutdown(listening_.get(), SHUT_RDWR);
  if (thread_.joinable()) thread_.join();
}

std::string FakeTcpServer::address() const {
  return absl::StrCat("tcp://127.0.0.1:", BoundPort(listening_));
}

}  // namespace grpc_perf_msgr
