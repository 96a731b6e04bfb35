#include "server/socket/socket_worker.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "common/clock.h"
#include "server/op_handler_options.h"

namespace grpc_perf_msgr {
namespace {

constexpr int kMaxEvents = 64;

// What the log says that was done to the peer, or that it did.
const char* WordFor(Parting::Kind kind) {
  switch (kind) {
    case Parting::Kind::kCut:
      return "cut";
    case Parting::Kind::kLost:
      return "lost";
    case Parting::Kind::kEarly:
    case Parting::Kind::kWell:
      break;
  }
  return "let go";
}

}  // namespace

SocketWorker::SocketWorker(const ServerOptions& options, uint32_t index,
                           StreamLimit& limit,
                           const ConnectionFactory& make_connection,
                           RefusalLog& log)
    : options_(options),
      index_(index),
      limit_(limit),
      make_connection_(make_connection),
      log_(log),
      handler_(OpHandlerOptions(options, log.transport(), index)) {}

SocketWorker::~SocketWorker() {
  Cut();
  Join();
}

absl::Status SocketWorker::Start() {
  epoll_ = Descriptor(epoll_create1(EPOLL_CLOEXEC));
  wake_ = Descriptor(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  epoll_event event = {};
  event.events = EPOLLIN;
  event.data.fd = wake_.get();
  if (!epoll_.valid() || !wake_.valid() ||
      epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, wake_.get(), &event) != 0) {
    return SocketError(errno, "cannot start a server thread");
  }
  const MutexLock lock(mutex_);
  ended_ = false;
  thread_ = std::thread([this] {
    clock_.Start();
    Serve();
    clock_.Stop();
  });
  return absl::OkStatus();
}

void SocketWorker::Wake() {
  const uint64_t one = 1;
  // Fails only when it is full, which wakes, too.
  [[maybe_unused]] const ssize_t written =
      write(wake_.get(), &one, sizeof(one));
}

void SocketWorker::Add(Descriptor socket) {
  {
    const MutexLock lock(mutex_);
    arrived_.push_back(std::move(socket));
  }
  Wake();
}

void SocketWorker::Drain() {
  {
    const MutexLock lock(mutex_);
    drain_wanted_ = true;
  }
  Wake();
}

void SocketWorker::Cut() {
  {
    const MutexLock lock(mutex_);
    if (ended_) return;
    cut_wanted_ = true;
  }
  Wake();
}

bool SocketWorker::WaitUntil(int64_t deadline_ns) {
  const MutexLock lock(mutex_);
  while (!ended_ && end_.WaitUntil(mutex_, deadline_ns)) {
  }
  return ended_;
}

void SocketWorker::Join() {
  if (thread_.joinable()) thread_.join();
}

void SocketWorker::Serve() {
  // Pinning was checked when the options were read.
  PinToOne(options_.cpus, index_).IgnoreError();
  RemoveTimerSlack();
  std::array<epoll_event, kMaxEvents> events;
  while (!cutting_ && !(draining_ && connections_.empty())) {
    // Without a connection there is nothing to be quick for.
    const bool spin = options_.busy_poll && !connections_.empty();
    const int ready =
        epoll_wait(epoll_.get(), events.data(), kMaxEvents, spin ? 0 : -1);
    for (int i = 0; i < ready; ++i) {
      const int fd = events[static_cast<size_t>(i)].data.fd;
      if (fd == wake_.get()) {
        TakeMail();
      } else {
        Handle(fd);
      }
    }
  }
  cut_ = static_cast<uint32_t>(connections_.size());
  while (!connections_.empty()) Close(connections_.begin()->first);
  const MutexLock lock(mutex_);
  ended_ = true;
  end_.NotifyAll();
}

void SocketWorker::TakeMail() {
  uint64_t count = 0;
  [[maybe_unused]] const ssize_t got = read(wake_.get(), &count, sizeof(count));
  std::vector<Descriptor> arrived;
  {
    const MutexLock lock(mutex_);
    arrived.swap(arrived_);
    draining_ = drain_wanted_;
    cutting_ = cut_wanted_;
  }
  for (Descriptor& socket : arrived) Open(std::move(socket));
}

void SocketWorker::Open(Descriptor socket) {
  const int fd = socket.get();
  const absl::Status allowed = limit_.TryOpen();
  if (allowed.ok()) handler_.StreamOpened();
  Watched& watched = connections_[fd];
  watched.peer = PeerName(socket);
  watched.accepted = allowed.ok();
  watched.connection = make_connection_(std::move(socket), handler_, allowed);
  Settle(fd, watched, watched.connection->Start());
}

void SocketWorker::Handle(int fd) {
  const auto found = connections_.find(fd);
  if (found == connections_.end()) return;
  Watched& watched = found->second;
  Settle(fd, watched, watched.connection->OnReady());
}

void SocketWorker::Settle(int fd, Watched& watched, bool goes_on) {
  const Parting& parting = watched.connection->parting();
  if (parting.kind != Parting::Kind::kWell && !watched.logged) {
    watched.logged = true;
    log_.Write(WordFor(parting.kind), watched.peer, parting.why);
  }
  const uint32_t events = watched.connection->events();
  if (goes_on && events == watched.events) return;
  epoll_event event = {};
  event.events = events;
  event.data.fd = fd;
  const int change = watched.events == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
  watched.events = events;
  if (goes_on && epoll_ctl(epoll_.get(), change, fd, &event) != 0) {
    log_.Write("cut", watched.peer, SocketError(errno, "cannot wait for it"));
    goes_on = false;
  }
  if (!goes_on) Close(fd);
}

void SocketWorker::Close(int fd) {
  const auto found = connections_.find(fd);
  const Watched& watched = found->second;
  if (watched.accepted) {
    limit_.Close();
    handler_.StreamClosed(watched.connection->broken() || cutting_);
  }
  // Closing the descriptor takes it out of epoll.
  connections_.erase(found);
}

}  // namespace grpc_perf_msgr
