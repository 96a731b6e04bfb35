#include "test/integration/fake_socket_server.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <functional>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/endpoint.h"
#include "proto/messenger.pb.h"
#include "test/integration/raw_msgr2.h"
#include "test/integration/raw_tcp.h"

namespace grpc_perf_msgr {
namespace {

// Serves each connection on a thread of its own. The threads end with their
// clients, which the destructor waits for.
class FakeSocketServer final : public FakeServer {
 public:
  FakeSocketServer(std::string scheme, Fault fault, uint64_t good_messages,
                   std::function<void(RawTcp&, FaultScript&)> serve)
      : scheme_(std::move(scheme)),
        script_(fault, good_messages),
        serve_(std::move(serve)) {
    absl::StatusOr<Descriptor> made =
        ListenSocket(*ParseEndpoint("127.0.0.1:0"));
    EXPECT_TRUE(made.ok()) << made.status();
    if (!made.ok()) return;
    listening_ = *std::move(made);
    acceptor_ = std::thread([this] { Accept(); });
  }

  ~FakeSocketServer() override {
    shutdown(listening_.get(), SHUT_RDWR);
    if (acceptor_.joinable()) acceptor_.join();
    for (std::thread& connection : connections_) connection.join();
  }

  std::string address() const override {
    return absl::StrCat(scheme_, "://127.0.0.1:", BoundPort(listening_));
  }

 private:
  void Accept() {
    for (;;) {
      pollfd waiting = {listening_.get(), POLLIN, 0};
      poll(&waiting, 1, -1);
      absl::StatusOr<Descriptor> accepted = AcceptSocket(listening_);
      // The destructor ended it.
      if (!accepted.ok() || !accepted->valid()) return;
      connections_.emplace_back(
          [this, socket = *std::move(accepted)]() mutable {
            RawTcp peer(std::move(socket));
            serve_(peer, script_);
          });
    }
  }

  const std::string scheme_;
  FaultScript script_;
  const std::function<void(RawTcp&, FaultScript&)> serve_;
  Descriptor listening_;
  std::thread acceptor_;
  // The acceptor's until it has ended.
  std::vector<std::thread> connections_;
};

// One op of the raw messenger; false at the end.
bool ReceiveTcpOp(RawTcp& peer, const Hello& hello, FakeOp& op) {
  const std::string bytes = peer.Receive(kFrameHeaderBytes);
  if (bytes.size() != kFrameHeaderBytes) return false;
  const FrameHeader header = DecodeFrameHeader(bytes.data());
  const std::string payload = peer.Receive(header.length);
  op = {header.id, hello.bytes, hello.verify};
  if (hello.protobuf) {
    v1::Op message;
    EXPECT_TRUE(message.ParseFromString(payload));
    op = {message.id(), message.reply_bytes(), message.has_crc32c()};
  }
  return true;
}

std::string TcpReply(const FakeReply& reply, const Hello& hello) {
  if (!hello.protobuf) {
    return RawFrame(reply.id, reply.data, reply.crc32c.value_or(0));
  }
  v1::OpReply message;
  message.set_id(reply.id);
  message.set_data(reply.data);
  if (reply.crc32c.has_value()) message.set_crc32c(*reply.crc32c);
  return RawFrame(reply.id, message.SerializeAsString());
}

void ServeTcp(RawTcp& peer, FaultScript& script) {
  const auto hello = DecodeHello(peer.Receive(kHelloBytes));
  if (!hello.ok()) return;
  peer.Send(RawHello({1'000'000, hello->verify, hello->protobuf}));
  for (FakeOp op; ReceiveTcpOp(peer, *hello, op);) {
    const FakeAnswer answer = script.OnOp(op);
    for (const FakeReply& reply : answer.replies) {
      peer.Send(TcpReply(reply, *hello));
    }
    if (answer.then == FakeAnswer::Then::kGoOn) continue;
    if (answer.then == FakeAnswer::Then::kEndWithError) {
      peer.Send(EncodeErrorFrame(absl::PermissionDeniedError(kNoMoreToday)));
    }
    peer.HalfClose();
    peer.ReceiveToEnd();
    return;
  }
}

void ServeMsgr2(RawTcp& peer, FaultScript& script) {
  // In the front, whose crc is in the frame.
  constexpr size_t kDamagedByte = 100;
  AcceptMsgr2(peer);
  uint64_t seq = 0;
  while (const auto received = NextMsgr2Frame(peer)) {
    const auto op = msgr2::DecodeOp(received->frame);
    ASSERT_TRUE(op.ok()) << op.status();
    const FakeAnswer answer = script.OnOp({op->ids.tid, 0, false});
    for (const FakeReply& reply : answer.replies) {
      std::string bytes = Msgr2Reply({++seq, reply.id, op->ids.seq});
      if (answer.damaged) {
        bytes[kDamagedByte] = static_cast<char>(bytes[kDamagedByte] ^ 1);
      }
      peer.Send(bytes);
    }
    if (answer.then == FakeAnswer::Then::kGoOn) continue;
    peer.HalfClose();
    peer.ReceiveToEnd();
    return;
  }
}

}  // namespace

std::unique_ptr<FakeServer> MakeFakeTcpMessenger(Fault fault,
                                                 uint64_t good_messages) {
  return std::make_unique<FakeSocketServer>("tcp", fault, good_messages,
                                            ServeTcp);
}

std::unique_ptr<FakeServer> MakeFakeMsgr2Messenger(Fault fault,
                                                   uint64_t good_messages) {
  return std::make_unique<FakeSocketServer>("msgr2", fault, good_messages,
                                            ServeMsgr2);
}

}  // namespace grpc_perf_msgr
