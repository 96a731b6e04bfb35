// The server as a whole: its listeners, its control service, its totals.
#ifndef GRPC_PERF_MSGR_SERVER_SERVER_H_
#define GRPC_PERF_MSGR_SERVER_SERVER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "proto/control.pb.h"
#include "server/control/control_service.h"
#include "server/group/group_meeting.h"
#include "server/listener.h"
#include "server/options.h"
#include "server/stream_limit.h"

namespace grpc_perf_msgr {

class Server : public ControlSource {
 public:
  explicit Server(const ServerOptions& options);

  // Listens and serves; writes the port file. Errors are for the user.
  absl::Status Start();
  // The addresses with their real ports, in the order of LISTEN, separated by
  // commas; after Start.
  std::string bound_addresses() const;
  // Stops all listeners at the same time, with the options' drain timeout. The
  // error says what was cut.
  absl::Status Stop();

  v1::GetInfoResponse Info() override;
  v1::ServerCounters Counters() override;

 private:
  absl::Status WritePortFile() const;

  const ServerOptions options_;
  const int64_t started_ns_;
  v1::Environment environment_;
  StreamLimit limit_;
  GroupMeeting groups_;
  std::vector<std::unique_ptr<Listener>> listeners_;
};

// The totals as the server prints them when it ends: a few lines.
std::string FormatTotals(const v1::ServerCounters& counters);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_SERVER_H_
