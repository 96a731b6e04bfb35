#include "common/control_address.h"

#include <limits>

#include "absl/strings/str_cat.h"

namespace grpc_perf_msgr {

std::optional<Endpoint> ControlBeside(const Endpoint& data) {
  Endpoint control;
  if (data.is_unix()) {
    const absl::StatusOr<Endpoint> parsed =
        ParseEndpoint(absl::StrCat(data.ToString(), ".control"));
    if (!parsed.ok()) return std::nullopt;
    control.unix_path = parsed->unix_path;
    return control;
  }
  constexpr uint16_t kMost =
      std::numeric_limits<uint16_t>::max() - kControlPortOffset;
  if (data.port == 0 || data.port > kMost) return std::nullopt;
  control.host = data.host;
  control.port = static_cast<uint16_t>(data.port + kControlPortOffset);
  return control;
}

}  // namespace grpc_perf_msgr
