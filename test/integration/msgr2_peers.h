// A server with an msgr2 address, a peer that is served all the time, and
// others that behave badly.
#ifndef GRPC_PERF_MSGR_TEST_INTEGRATION_MSGR2_PEERS_H_
#define GRPC_PERF_MSGR_TEST_INTEGRATION_MSGR2_PEERS_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "test/integration/raw_msgr2_client.h"
#include "test/integration/real_server.h"

namespace grpc_perf_msgr {

class Msgr2PeersTest : public ::testing::Test {
 protected:
  explicit Msgr2PeersTest(const std::vector<std::string>& flags = {})
      : server_(ServerSetup{kListen, 1, 0, flags}),
        good_(GreetedMsgr2(server_.address(1))) {}

  RawMsgr2Client Connect() { return RawMsgr2Client(server_.address(1)); }
  RawMsgr2Client Greeted() { return GreetedMsgr2(server_.address(1)); }

  // The good one is still served.
  void ExpectOthersServed();

  // One more stream is broken, and one more line of standard error says so: it
  // begins with `what` and contains `why`.
  void ExpectReported(const std::string& what, const std::string& why);

  // `peer` sends this and is cut for it: it reads the end of the stream.
  void ExpectCut(RawMsgr2Client& peer, absl::string_view bytes,
                 const std::string& why);

  static constexpr char kListen[] = "127.0.0.1:0,msgr2://127.0.0.1:0";

  RealServer server_;
  RawMsgr2Client good_;
  uint64_t good_seq_ = 0;
  uint64_t broken_ = 0;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_INTEGRATION_MSGR2_PEERS_H_
