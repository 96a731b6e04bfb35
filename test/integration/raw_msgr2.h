// A peer of the client that speaks Ceph's messenger frame by frame, or fails
// to.
#ifndef GRPC_PERF_MSGR_TEST_INTEGRATION_RAW_MSGR2_H_
#define GRPC_PERF_MSGR_TEST_INTEGRATION_RAW_MSGR2_H_

#include <optional>
#include <string>

#include "common/msgr2/frame.h"
#include "common/msgr2/message.h"
#include "test/integration/raw_tcp.h"

namespace grpc_perf_msgr {

// A frame and the bytes that it borrows from.
struct RawMsgr2Frame {
  std::string bytes;
  msgr2::ReceivedFrame frame;
};

// Exactly the next frame; nothing when the peer has ended.
std::optional<RawMsgr2Frame> NextMsgr2Frame(RawTcp& peer);
// The same, but a test failure when none comes.
RawMsgr2Frame ReceiveMsgr2Frame(RawTcp& peer);

// Plays the server until the client may send messages.
void AcceptMsgr2(RawTcp& peer);

// A whole reply.
std::string Msgr2Reply(const msgr2::MessageIds& ids);

// The server's address as the client is told it.
std::string Msgr2Address(const FakeTcpServer& server);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_INTEGRATION_RAW_MSGR2_H_
