#include "server/socket/socket_listener.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <ctime>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/clock.h"
#include "server/address_check.h"

namespace grpc_perf_msgr {
namespace {

// How long to let others close descriptors when there are no more.
constexpr timespec kAcceptPause = {0, 10 * kNanosPerMilli};

}  // namespace

SocketListener::SocketListener(const Endpoint& listen,
                               const ServerOptions& options, StreamLimit& limit,
                               SocketProtocol protocol)
    : listen_(listen),
      options_(options),
      limit_(limit),
      protocol_(std::move(protocol)),
      log_(protocol_.name) {}

SocketListener::~SocketListener() { Stop(0).IgnoreError(); }

absl::Status SocketListener::Start() {
  absl::Status status = CheckListenAddress(listen_);
  if (!status.ok()) return status;
  absl::StatusOr<Descriptor> socket = ListenSocket(listen_);
  if (!socket.ok()) {
    return absl::Status(socket.status().code(),
                        absl::StrCat("cannot listen on ", listen_.ToString(),
                                     ": ", socket.status().message()));
  }
  socket_ = *std::move(socket);
  port_ = BoundPort(socket_);
  status = StartThreads();
  if (status.ok()) return status;
  // Made by ListenSocket, and nobody else's yet.
  if (listen_.is_unix()) unlink(listen_.unix_path.c_str());
  return absl::Status(
      status.code(), absl::StrCat("cannot listen on ", listen_.ToString(), ": ",
                                  status.message()));
}

absl::Status SocketListener::StartThreads() {
  stop_ = Descriptor(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!stop_.valid()) return SocketError(errno, "cannot make an eventfd");
  for (uint32_t i = 0; i < options_.threads; ++i) {
    workers_.push_back(std::make_unique<SocketWorker>(
        options_, i, limit_, protocol_.make_connection, log_));
    absl::Status status = workers_.back()->Start();
    if (!status.ok()) return status;
  }
  acceptor_ = std::thread([this] { Accept(); });
  return absl::OkStatus();
}

void SocketListener::Accept() {
  for (;;) {
    std::array<pollfd, 2> waiting = {
        {{socket_.get(), POLLIN, 0}, {stop_.get(), POLLIN, 0}}};
    poll(waiting.data(), waiting.size(), DealOut(protocol_.accept_delay_ns));
    if (waiting[1].revents != 0) break;
    if (waiting[0].revents != 0) TakeSockets();
  }
  DealOut(/*delay_ns=*/0);
}

void SocketListener::TakeSockets() {
  for (;;) {
    absl::StatusOr<Descriptor> accepted = AcceptSocket(socket_);
    if (!accepted.ok()) nanosleep(&kAcceptPause, nullptr);
    if (!accepted.ok() || !accepted->valid()) return;
    accepted_.push_back({*std::move(accepted), SteadyNowNs()});
  }
}

int SocketListener::DealOut(int64_t delay_ns) {
  while (!accepted_.empty()) {
    const int64_t left_ns = accepted_.front().at_ns + delay_ns - SteadyNowNs();
    if (left_ns > 0) return static_cast<int>(left_ns / kNanosPerMilli) + 1;
    workers_[next_worker_++ % workers_.size()]->Add(
        std::move(accepted_.front().socket));
    accepted_.pop_front();
  }
  return -1;
}

void SocketListener::StopAccepting() {
  if (!acceptor_.joinable()) return;
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t written =
      write(stop_.get(), &one, sizeof(one));
  acceptor_.join();
  socket_.Close();
  if (listen_.is_unix()) unlink(listen_.unix_path.c_str());
}

std::string SocketListener::bound_address() const {
  Endpoint bound = listen_;
  bound.port = port_;
  return bound.ToString();
}

absl::Status SocketListener::Stop(int64_t drain_timeout_ns) {
  StopAccepting();
  const int64_t deadline_ns = SteadyNowNs() + drain_timeout_ns;
  for (auto& worker : workers_) worker->Drain();
  for (auto& worker : workers_) {
    if (!worker->WaitUntil(deadline_ns)) worker->Cut();
  }
  uint32_t cut = 0;
  for (auto& worker : workers_) {
    worker->Join();
    cut += worker->cut();
  }
  if (cut == 0) return absl::OkStatus();
  return absl::DeadlineExceededError(absl::StrCat(
      cut, " stream(s) were still open after --drain_timeout and were cut"));
}

void SocketListener::AddCounters(v1::ServerCounters& counters) const {
  for (const auto& worker : workers_) worker->AddCounters(counters);
}

}  // namespace grpc_perf_msgr
