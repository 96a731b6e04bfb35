// A peer that speaks Ceph's messenger v2 to the server frame by frame, or fails
// to.
#ifndef GRPC_PERF_MSGR_TEST_INTEGRATION_RAW_MSGR2_CLIENT_H_
#define GRPC_PERF_MSGR_TEST_INTEGRATION_RAW_MSGR2_CLIENT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/msgr2/message.h"
#include "test/integration/raw_msgr2.h"
#include "test/integration/raw_tcp.h"

namespace grpc_perf_msgr {

// A whole frame with an op.
std::string RawOp(const msgr2::MessageIds& ids, absl::string_view data = "");

class RawMsgr2Client {
 public:
  // Connects to a server at "msgr2://127.0.0.1:10002" and says nothing.
  explicit RawMsgr2Client(const std::string& address) : tcp_(address) {}

  RawTcp& tcp() { return tcp_; }
  bool Send(absl::string_view bytes) { return tcp_.Send(bytes); }

  // What a client sends until messages may follow: its banner, and its frames.
  // It says that it dialled this address.
  std::vector<std::string> Greeting() const;
  // The same in one piece, as far as the first `parts` of it.
  std::string GreetingUntil(size_t parts) const;
  // Takes the server's side of it, which must be right.
  void ReceiveGreeting();
  // Both, one after the other.
  void Greet();

  // An end of the stream instead is a test failure.
  RawMsgr2Frame ReceiveFrame() { return ReceiveMsgr2Frame(tcp_); }
  // The same; it must be a reply.
  msgr2::MessageIds ReceiveReply();

 private:
  RawTcp tcp_;
};

// A peer that has shaken hands with the server.
RawMsgr2Client GreetedMsgr2(const std::string& address);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_INTEGRATION_RAW_MSGR2_CLIENT_H_
