#include "client/transport/socket/connect_socket.h"

#include <algorithm>
#include <ctime>

#include "absl/strings/str_format.h"
#include "common/clock.h"

namespace grpc_perf_msgr {
namespace {

// How long to wait before another attempt to connect.
constexpr int64_t kRetryNs = 50 * kNanosPerMilli;

void SleepNs(int64_t ns) {
  const timespec time = {ns / kNanosPerSecond, ns % kNanosPerSecond};
  nanosleep(&time, nullptr);
}

}  // namespace

absl::StatusOr<Descriptor> ConnectUntil(const Endpoint& server,
                                        int64_t deadline_ns, int64_t timeout_ns,
                                        const StopSignal& stop) {
  for (;;) {
    const int64_t left_ns = deadline_ns - SteadyNowNs();
    absl::StatusOr<Descriptor> made =
        ConnectSocket(server, std::max<int64_t>(left_ns, 1),
                      [&] { return stop.load() != StopLevel::kNone; });
    if (made.ok()) {
      absl::Status status =
          MakeBlocking(*made, MessageWindow::kCheckIntervalNs);
      if (!status.ok()) return status;
      return made;
    }
    if (stop.load() != StopLevel::kNone) {
      return absl::CancelledError("stopped while connecting");
    }
    const int64_t rest_ns = deadline_ns - SteadyNowNs();
    if (rest_ns <= 0) {
      return absl::Status(
          made.status().code(),
          absl::StrFormat("could not connect to %s within %.3g s: %s",
                          server.ToString(),
                          static_cast<double>(timeout_ns) / kNanosPerSecond,
                          made.status().message()));
    }
    // Also at the very end: it was to be tried until then.
    SleepNs(std::min(kRetryNs, rest_ns));
  }
}

}  // namespace grpc_perf_msgr
