// Every way in which messages travel between the real programs, so that a case
// that is written once runs over all of them.
#ifndef GRPC_PERF_MSGR_TEST_INTEGRATION_RUNGS_H_
#define GRPC_PERF_MSGR_TEST_INTEGRATION_RUNGS_H_

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "common/transports.h"
#include "test/integration/real_client.h"
#include "test/integration/real_server.h"

namespace grpc_perf_msgr {

struct Rung {
  const TransportRow* transport = nullptr;
  Way way = {};

  // For the names of tests: "GrpcProtobufCallback", "TcpBytes".
  std::string name() const;
  // Whether a client thread has one stream (or connection), on which replies
  // come one after the other.
  bool one_stream() const;
  // Whether a server that ends a connection can say why.
  bool says_why() const;
  bool carries_replies() const {
    return transport->why_no_reply_payload.empty();
  }
  // The client's words for it, and `more` behind them.
  std::vector<std::string> Flags(
      const std::vector<std::string>& more = {}) const;
  // The address of messages at "127.0.0.1:10001" or "unix:PATH", as results and
  // errors write it.
  std::string At(const std::string& where) const;

  // A server that serves it; address(0) has the Control service.
  ServerSetup Server(ServerSetup setup = ServerSetup()) const;
  // Where it serves the messages.
  const std::string& AddressOf(const RealServer& server) const;
};

void PrintTo(const Rung& rung, std::ostream* out);

// Each transport with each codec and API that goes with it.
std::vector<Rung> AllRungs();
// The first of each transport that may be a unix socket, and of all.
std::vector<Rung> RungsOfUnixSockets();
std::vector<Rung> RungsOfTransports();

// A suite whose cases run over rungs:
//   class Absent : public OverRungs {};
//   TEST_P(Absent, IsTold) { ... rung() ... }
//   INSTANTIATE_TEST_SUITE_P(Rungs, Absent, ValuesIn(AllRungs()), NameOfRung);
class OverRungs : public ::testing::TestWithParam<Rung> {
 protected:
  const Rung& rung() const { return GetParam(); }
  // The client of a server that was made by rung().Server().
  RealClient Client(const RealServer& server, const Load& load,
                    const std::vector<std::string>& flags = {}) const {
    return RealClient(rung().AddressOf(server), load, rung().Flags(flags));
  }
  // It serves a small load from end to end.
  void ExpectServes(const RealServer& server) const;
};

inline std::string NameOfRung(const ::testing::TestParamInfo<Rung>& info) {
  return info.param.name();
}

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_INTEGRATION_RUNGS_H_
