#include "test/simulation/run.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/load/message_window.h"
#include "client/transport/session/client_session.h"
#include "client/transport/session/msgr2_wire.h"
#include "client/transport/session/tcp_wire.h"
#include "common/msgr2/server_session.h"
#include "common/payload.h"
#include "common/session/handler.h"
#include "common/session/line_driver.h"
#include "common/tcp/server_session.h"
#include "test/simulation/random.h"

namespace grpc_perf_msgr {
namespace {

constexpr uint32_t kMaxMessageBytes = 100'000;
// Made-up hours: no run takes so long.
constexpr int kMaxRounds = 1'000'000;

// One for all runs.
absl::string_view Payload() {
  static const std::string payload = MakePayload(kMaxMessageBytes);
  return payload;
}

// Answers what a server of this project answers, and counts.
class CountingHandler {
 public:
  absl::Status Handle(const ReceivedOp &op, PendingReply &reply) {
    if (op.data.size() > kMaxMessageBytes ||
        op.reply_bytes > kMaxMessageBytes) {
      return absl::ResourceExhaustedError("too long");
    }
    if (op.crc32c.has_value() && *op.crc32c != Crc32c(op.data)) {
      return absl::DataLossError("damaged");
    }
    ++handled_;
    reply.id = op.id;
    reply.reply_bytes = op.reply_bytes;
    reply.with_crc32c = op.crc32c.has_value();
    return absl::OkStatus();
  }
  bool thinks() const { return false; }
  absl::string_view ReplyPayload(uint32_t bytes) {
    return Payload().substr(0, bytes);
  }
  uint64_t handled() const { return handled_; }

 private:
  uint64_t handled_ = 0;
};

struct NetworkClock {
  Network *network;
  int64_t operator()() const { return network->Now(); }
};

absl::Status Refusal(const Scenario &scenario) {
  if (!scenario.refused) return absl::OkStatus();
  return absl::ResourceExhaustedError("no room");
}

sockaddr_storage Address(uint16_t port) {
  sockaddr_storage address = {};
  sockaddr_in in = {};
  in.sin_family = AF_INET;
  in.sin_port = htons(port);
  in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::memcpy(&address, &in, sizeof(in));
  return address;
}

// A run whose ends are these.
template <typename ClientWire, typename Server>
class Run {
 public:
  // `arguments` are those of the server's wire behind its handler.
  template <typename... Arguments>
  explicit Run(const Scenario &scenario, Arguments &&...arguments)
      : scenario_(scenario),
        random_(scenario.seed),
        network_(scenario.to_server, scenario.to_client, random_),
        window_(scenario.workload.window, &stop_),
        client_(
            NetworkLine(network_, network_.to_server(), network_.to_client()),
            NetworkClock{&network_}, scenario.workload,
            Payload().substr(0, scenario.workload.window.bytes),
            ConnectionEnds{Address(2), Address(1), 7},
            network_.now_ns() + scenario.workload.connect_timeout_ns, stop_),
        server_(
            NetworkLine(network_, network_.to_client(), network_.to_server()),
            NetworkClock{&network_}, scenario.server_flush, Refusal(scenario),
            handler_, std::forward<Arguments>(arguments)...) {}

  Outcome ToItsEnd() {
    const int64_t start_ns = network_.now_ns();
    const int64_t stop_ns = scenario_.stop_after_ns == kNeverNs
                                ? kNeverNs
                                : start_ns + scenario_.stop_after_ns;
    client_.Start();
    server_.Start();
    for (int round = 0; round < kMaxRounds && !AllOver(); ++round) {
      if (network_.now_ns() >= stop_ns) stop_ = scenario_.stop;
      Round();
      if (network_.TakeMoved()) continue;
      if (!Idle(stop_ns)) break;
    }
    return TheOutcome();
  }

 private:
  bool AllOver() const { return client_.over() && server_.over(); }

  void Round() {
    if (!client_.over()) {
      client_.OnReady();
      if (!carried_ && client_.session().greeted() && !client_.over()) {
        carried_ = true;
        window_.Start(network_.Now());
        client_.session().Carry(window_);
        client_.OnReady();
      }
      if (client_.over()) client_.line().Close();
    }
    if (!server_.over()) {
      server_.OnReady();
      if (server_.over()) server_.line().Close();
    }
  }

  // Nothing moves until something arrives or somebody wakes. False: never.
  bool Idle(int64_t stop_ns) {
    int64_t next_ns = network_.NextArrivalNs();
    if (!client_.over()) {
      next_ns = std::min(next_ns, client_.WakeAtNs());
      if (stop_ns > network_.now_ns()) next_ns = std::min(next_ns, stop_ns);
    }
    if (!server_.over()) next_ns = std::min(next_ns, server_.WakeAtNs());
    if (next_ns == kNeverNs) return false;
    network_.AdvanceTo(std::max(network_.now_ns(), next_ns));
    if (!client_.over() && client_.WakeAtNs() <= network_.now_ns()) {
      client_.Wake(network_.now_ns());
      if (client_.over()) client_.line().Close();
    }
    if (!server_.over() && server_.WakeAtNs() <= network_.now_ns()) {
      server_.Wake(network_.now_ns());
      if (server_.over()) server_.line().Close();
    }
    return true;
  }

  Outcome TheOutcome() {
    Outcome outcome;
    outcome.ended = client_.over();
    outcome.status = client_.session().status();
    outcome.greeted = carried_;
    outcome.counts = window_.Counts();
    outcome.in_flight = window_.InFlight();
    outcome.recorded = window_.latency().total_count();
    outcome.server_ended = server_.over();
    outcome.server_status = server_.session().status();
    outcome.handled = handler_.handled();
    outcome.struck =
        network_.to_server().struck() || network_.to_client().struck();
    outcome.stopped = stop_.load() != StopLevel::kNone;
    outcome.to_server_froze = network_.to_server().froze();
    return outcome;
  }

  const Scenario &scenario_;
  Random random_;
  Network network_;
  StopSignal stop_{StopLevel::kNone};
  MessageWindow window_;
  CountingHandler handler_;
  LineDriver<ClientSession<ClientWire>, NetworkLine, NetworkClock> client_;
  LineDriver<Server, NetworkLine, NetworkClock> server_;
  bool carried_ = false;
};

// What a status may be once such faults have struck.
bool Fits(const Scenario &scenario, const Outcome &outcome) {
  const absl::StatusCode code = outcome.status.code();
  if (outcome.stopped && code == absl::StatusCode::kCancelled) return true;
  if (scenario.refused) {
    const bool told = scenario.protocol == Protocol::kTcp;
    if (code == (told ? absl::StatusCode::kResourceExhausted
                      : absl::StatusCode::kUnavailable)) {
      return true;
    }
  }
  if (!outcome.struck) {
    return code == absl::StatusCode::kOk && !scenario.refused;
  }
  const Fault fault =
      std::max(scenario.to_server.fault, scenario.to_client.fault);
  // A fault may come when all is done.
  if (code == absl::StatusCode::kOk) return !scenario.refused;
  if (code == absl::StatusCode::kUnavailable) return true;
  if (fault == Fault::kFreeze) {
    return code == absl::StatusCode::kDeadlineExceeded;
  }
  return !IsLegal(fault);
}

}  // namespace

Outcome Simulate(const Scenario &scenario) {
  if (scenario.protocol == Protocol::kTcp) {
    return Run<TcpWire, TcpServerSession<CountingHandler>>(scenario,
                                                           kMaxMessageBytes)
        .ToItsEnd();
  }
  const auto self =
      msgr2::ToEntityAddress(Address(1), msgr2::AddressType::kMsgr2, 0);
  const auto client =
      msgr2::ToEntityAddress(Address(2), msgr2::AddressType::kMsgr2, 0);
  return Run<Msgr2Wire, msgr2::ServerSession<CountingHandler>>(
             scenario, kMaxMessageBytes, self, client, uint64_t{1})
      .ToItsEnd();
}

std::vector<std::string> Lies(const Scenario &scenario,
                              const Outcome &outcome) {
  std::vector<std::string> lies;
  const auto want = [&](bool holds, const std::string &what) {
    if (!holds) lies.push_back(what);
  };
  const v1::Counts &counts = outcome.counts;
  const PhasePlan &plan = scenario.workload.window.plan;
  want(outcome.ended, "the run never ends");
  want(outcome.server_ended || outcome.to_server_froze,
       "the server's end never ends");
  want(counts.sent() == counts.answered() + counts.lost(),
       "sent is not answered + lost");
  want(outcome.recorded == counts.answered(),
       absl::StrCat(outcome.recorded, " latencies of ", counts.answered(),
                    " answered"));
  want(counts.max_in_flight() <= scenario.workload.window.window,
       "more in flight than the window");
  want(counts.answered_all_phases() >= counts.answered(),
       "more answered than answered");
  want(outcome.in_flight <= scenario.workload.window.window,
       "more in flight at the end than the window");
  if (outcome.status.ok()) {
    want(counts.lost() == 0, "OK with lost messages");
    want(counts.errors() == 0, "OK with errors");
    want(outcome.in_flight == 0, "OK with messages in flight");
    want(outcome.stopped || plan.ios == 0 || counts.answered() == plan.ios,
         absl::StrCat("OK with ", counts.answered(), " of ", plan.ios));
  } else {
    want(!outcome.status.message().empty(), "a status that does not say why");
  }
  want(Fits(scenario, outcome), "the status does not fit what happened");
  const Fault fault =
      std::max(scenario.to_server.fault, scenario.to_client.fault);
  if (IsLegal(fault)) {
    want(counts.errors() == 0, "errors without a broken peer");
    want(outcome.handled >= counts.answered_all_phases(),
         "answered what nobody handled");
  }
  if (!outcome.struck && !scenario.refused && outcome.status.ok()) {
    want(outcome.handled == counts.answered_all_phases(),
         "handled is not answered");
    want(outcome.server_status.ok(),
         absl::StrCat("the server says ", outcome.server_status.ToString()));
  }
  return lies;
}

}  // namespace grpc_perf_msgr
