// The least that exchanging messages over TCP costs: a loop that frames, sends
// and counts, and does nothing else. What the raw messenger (tcp://) takes
// above this is the price of its exact window, its clock readings and its
// record.
//
//   bare_loop server PORT_FILE
//   bare_loop client PORT THREADS WINDOW MILLISECONDS BYTES
//
// The server serves every connection on one thread until it is killed. The
// client prints "MESSAGES NANOSECONDS CPU_NANOSECONDS". Loopback only; any
// error ends the program. To pin them, start them by taskset.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

namespace {

struct Header {
  uint64_t length;
  uint64_t id;
};

constexpr size_t kBufferBytes = size_t{256} * 1024;

int Check(ssize_t result, const char* what) {
  if (result < 0) {
    std::perror(what);
    std::exit(1);
  }
  return static_cast<int>(result);
}

int64_t NowNs(clockid_t clock) {
  timespec now;
  clock_gettime(clock, &now);
  return int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

int NewSocket() {
  const int fd = Check(socket(AF_INET, SOCK_STREAM, 0), "socket");
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  return fd;
}

sockaddr_in Loopback(uint16_t port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

void SendAll(int fd, const char* data, size_t bytes) {
  while (bytes > 0) {
    const auto sent =
        static_cast<size_t>(Check(send(fd, data, bytes, MSG_NOSIGNAL), "send"));
    data += sent;
    bytes -= sent;
  }
}

// Sends all of it; the parts are used up.
void WriteAll(int fd, iovec* parts, size_t count) {
  while (count > 0) {
    auto sent = static_cast<size_t>(Check(
        writev(fd, parts, static_cast<int>(count < IOV_MAX ? count : IOV_MAX)),
        "writev"));
    while (count > 0 && sent >= parts->iov_len) {
      sent -= parts->iov_len;
      ++parts;
      --count;
    }
    if (count > 0) {
      parts->iov_base = static_cast<char*>(parts->iov_base) + sent;
      parts->iov_len -= sent;
    }
  }
}

// A connection to the server: where in a frame it is.
struct Connection {
  Header header = {};
  size_t header_bytes = 0;
  uint64_t payload_left = 0;
};

// Takes what was received apart and adds the replies to `replies`.
void TakeApart(Connection& connection, const char* data, size_t bytes,
               std::vector<Header>& replies) {
  while (bytes > 0) {
    if (connection.header_bytes < sizeof(Header)) {
      const size_t take =
          std::min(bytes, sizeof(Header) - connection.header_bytes);
      std::memcpy(
          reinterpret_cast<char*>(&connection.header) + connection.header_bytes,
          data, take);
      connection.header_bytes += take;
      data += take;
      bytes -= take;
      if (connection.header_bytes < sizeof(Header)) return;
      connection.payload_left = connection.header.length;
    }
    const size_t take = std::min<uint64_t>(bytes, connection.payload_left);
    connection.payload_left -= take;
    data += take;
    bytes -= take;
    if (connection.payload_left == 0) {
      replies.push_back({0, connection.header.id});
      connection.header_bytes = 0;
    }
  }
}

[[noreturn]] void Serve(const std::string& port_file) {
  const int listener = NewSocket();
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof(address);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  Check(bind(listener, generic, size), "bind");
  Check(listen(listener, 128), "listen");
  Check(getsockname(listener, generic, &size), "getsockname");
  const int epoll = Check(epoll_create1(0), "epoll_create1");
  epoll_event event = {};
  event.events = EPOLLIN;
  event.data.fd = listener;
  Check(epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event), "epoll_ctl");
  std::ofstream(port_file + ".new") << ntohs(address.sin_port) << "\n";
  Check(rename((port_file + ".new").c_str(), port_file.c_str()), "rename");

  std::unordered_map<int, Connection> connections;
  std::vector<char> buffer(kBufferBytes);
  std::vector<Header> replies;
  std::array<epoll_event, 64> events;
  for (;;) {
    const int ready = epoll_wait(epoll, events.data(), events.size(), -1);
    for (int i = 0; i < ready; ++i) {
      const int fd = events[i].data.fd;
      if (fd == listener) {
        event.data.fd = Check(accept(listener, nullptr, nullptr), "accept");
        const int on = 1;
        setsockopt(event.data.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
        Check(epoll_ctl(epoll, EPOLL_CTL_ADD, event.data.fd, &event),
              "epoll_ctl");
        connections[event.data.fd] = {};
        continue;
      }
      const ssize_t got = recv(fd, buffer.data(), buffer.size(), 0);
      if (got <= 0) {
        connections.erase(fd);
        close(fd);
        continue;
      }
      replies.clear();
      TakeApart(connections[fd], buffer.data(), static_cast<size_t>(got),
                replies);
      SendAll(fd, reinterpret_cast<const char*>(replies.data()),
              replies.size() * sizeof(Header));
    }
  }
}

// Keeps `window` messages in flight until `until_ns`; how many were answered.
uint64_t Exchange(uint16_t port, size_t window, int64_t until_ns,
                  size_t bytes) {
  const int fd = NewSocket();
  const sockaddr_in address = Loopback(port);
  Check(
      connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)),
      "connect");
  std::string payload(bytes, 'p');
  std::vector<Header> headers(window);
  std::vector<iovec> parts(2 * window);
  std::vector<char> replies(window * sizeof(Header));
  uint64_t id = 0;
  uint64_t answered = 0;
  size_t partial = 0;
  size_t free = window;
  while (NowNs(CLOCK_MONOTONIC) < until_ns) {
    for (size_t i = 0; i < free; ++i) {
      headers[i] = {bytes, id++};
      parts[2 * i] = {&headers[i], sizeof(Header)};
      parts[2 * i + 1] = {payload.data(), bytes};
    }
    WriteAll(fd, parts.data(), 2 * free);
    const auto got = static_cast<size_t>(
        Check(recv(fd, replies.data(), replies.size(), 0), "recv"));
    if (got == 0) {
      std::fprintf(stderr, "the server closed the connection\n");
      std::exit(1);
    }
    free = (partial + got) / sizeof(Header);
    partial = (partial + got) % sizeof(Header);
    answered += free;
  }
  close(fd);
  return answered;
}

int RunClient(char** arguments) {
  const auto port = static_cast<uint16_t>(std::atoi(arguments[0]));
  const auto threads = static_cast<size_t>(std::atoi(arguments[1]));
  const auto window = static_cast<size_t>(std::atoi(arguments[2]));
  const int64_t start_ns = NowNs(CLOCK_MONOTONIC);
  const int64_t until_ns = start_ns + std::atoll(arguments[3]) * 1'000'000;
  const auto bytes = static_cast<size_t>(std::atoll(arguments[4]));
  std::vector<uint64_t> answered(threads);
  std::vector<std::thread> running;
  for (size_t i = 0; i < threads; ++i) {
    running.emplace_back(
        [&, i] { answered[i] = Exchange(port, window, until_ns, bytes); });
  }
  for (std::thread& thread : running) thread.join();
  uint64_t total = 0;
  for (const uint64_t one : answered) total += one;
  std::printf("%llu %lld %lld\n", static_cast<unsigned long long>(total),
              static_cast<long long>(NowNs(CLOCK_MONOTONIC) - start_ns),
              static_cast<long long>(NowNs(CLOCK_PROCESS_CPUTIME_ID)));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string mode = argc > 1 ? argv[1] : "";
  if (mode == "server" && argc == 3) Serve(argv[2]);
  if (mode == "client" && argc == 7) return RunClient(argv + 2);
  std::fprintf(stderr,
               "usage: bare_loop server PORT_FILE\n"
               "       bare_loop client PORT THREADS WINDOW MILLISECONDS "
               "BYTES\n");
  return 2;
}
