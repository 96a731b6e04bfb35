#include "common/session/socket_error.h"

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace grpc_perf_msgr {

absl::Status SocketError(int error, absl::string_view what) {
  switch (error) {
    case ECONNREFUSED:
    case ECONNRESET:
    case EPIPE:
    case ENETUNREACH:
    case EHOSTUNREACH:
    case ETIMEDOUT:
    case ENOENT:
      return absl::UnavailableError(
          absl::StrCat(what, ": ", std::strerror(error)));
    default:
      return absl::ErrnoToStatus(error, what);
  }
}

}  // namespace grpc_perf_msgr
