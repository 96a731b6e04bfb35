#include "server/address_check.h"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace grpc_perf_msgr {
namespace {

absl::Status BindError(const Endpoint& listen, int error) {
  const std::string address = listen.ToString();
  switch (error) {
    case EADDRINUSE:
      return absl::AlreadyExistsError(absl::StrCat(
          "cannot listen on ", address,
          ": the address is in use; stop the other server or choose another ",
          listen.is_unix() ? "path" : "port (0 takes any)"));
    case EADDRNOTAVAIL:
      return absl::InvalidArgumentError(absl::StrCat(
          "cannot listen on ", address,
          ": this host has no such address; 0.0.0.0 or [::] listens on all"));
    default:
      return absl::ErrnoToStatus(error,
                                 absl::StrCat("cannot listen on ", address));
  }
}

absl::Status CheckUnix(const Endpoint& listen) {
  struct stat info;
  if (lstat(listen.unix_path.c_str(), &info) != 0) {
    // Nothing is there. Whether one may be made is seen when it is bound.
    if (errno == ENOENT) {
      const size_t slash = listen.unix_path.rfind('/');
      const std::string folder = slash == std::string::npos
                                     ? "."
                                     : listen.unix_path.substr(0, slash + 1);
      if (access(folder.c_str(), W_OK | X_OK) == 0) return absl::OkStatus();
    }
    return BindError(listen, errno);
  }
  if (!S_ISSOCK(info.st_mode)) {
    return absl::AlreadyExistsError(absl::StrCat(
        "cannot listen on ", listen.ToString(),
        ": the path exists and is no socket; remove it or choose another"));
  }
  // Where many wait to be accepted another would wait, too.
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return BindError(listen, errno);
  const absl::Cleanup close_fd = [fd] { close(fd); };
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, listen.unix_path.c_str(),
               sizeof(address.sun_path) - 1);
  if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) ==
          0 ||
      errno == EAGAIN) {
    return BindError(listen, EADDRINUSE);
  }
  // Anything else says nothing of who listens: it may not be for us to ask.
  if (errno != ECONNREFUSED) return BindError(listen, errno);
  unlink(listen.unix_path.c_str());
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckListenAddress(const Endpoint& listen) {
  if (listen.is_unix()) return CheckUnix(listen);
  addrinfo hints = {};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  const int failure = getaddrinfo(
      listen.host.c_str(), std::to_string(listen.port).c_str(), &hints, &found);
  if (failure != 0) {
    return absl::NotFoundError(
        absl::StrCat("cannot listen on ", listen.ToString(), ": host \"",
                     listen.host, "\" is unknown: ", gai_strerror(failure)));
  }
  const absl::Cleanup free_found = [found] { freeaddrinfo(found); };
  int error = EADDRNOTAVAIL;
  for (const addrinfo* it = found; it != nullptr; it = it->ai_next) {
    const int fd = socket(it->ai_family, it->ai_socktype | SOCK_CLOEXEC, 0);
    if (fd < 0) continue;
    const absl::Cleanup close_fd = [fd] { close(fd); };
    // As gRPC does: an address in TIME_WAIT may be used again.
    const int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (bind(fd, it->ai_addr, it->ai_addrlen) == 0 && ::listen(fd, 1) == 0) {
      return absl::OkStatus();
    }
    error = errno;
  }
  return BindError(listen, error);
}

}  // namespace grpc_perf_msgr
