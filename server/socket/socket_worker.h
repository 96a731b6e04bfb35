// One server thread of a listener on bare sockets: an epoll loop over its
// connections.
#ifndef GRPC_PERF_MSGR_SERVER_SOCKET_SOCKET_WORKER_H_
#define GRPC_PERF_MSGR_SERVER_SOCKET_SOCKET_WORKER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "common/mutex.h"
#include "common/session/socket.h"
#include "common/thread_clock.h"
#include "server/op_handler.h"
#include "server/options.h"
#include "server/refusal_log.h"
#include "server/socket/connection.h"
#include "server/stream_limit.h"

namespace grpc_perf_msgr {

class SocketWorker {
 public:
  // All must outlive it. `index` counts the listener's workers from 0.
  SocketWorker(const ServerOptions& options, uint32_t index, StreamLimit& limit,
               const ConnectionFactory& make_connection, RefusalLog& log);
  ~SocketWorker();

  // Starts the thread.
  absl::Status Start();

  // Hands it a connection. Any thread.
  void Add(Descriptor socket);

  // No more connections come: ends the thread once the last is over. Any
  // thread.
  void Drain();
  // Cuts what is still open and ends the thread.
  void Cut();
  // Waits for the thread's end until `deadline_ns` (steady clock); false: it
  // still runs.
  bool WaitUntil(int64_t deadline_ns);
  // Waits for the thread's end.
  void Join();

  // Connections cut by Cut.
  uint32_t cut() const { return cut_; }
  void AddCounters(v1::ServerCounters& counters) const {
    handler_.AddTo(counters);
    counters.add_cpu_ns_by_thread(clock_.CpuNs());
  }

 private:
  struct Watched {
    std::unique_ptr<Connection> connection;
    // For the log.
    std::string peer;
    // Within the limit of streams, and counted as one.
    bool accepted = false;
    // Said in the log how it parted.
    bool logged = false;
    // What epoll watches for; none: not yet.
    uint32_t events = 0;
  };

  void Serve();
  // Takes what other threads left: connections, and whether to end.
  void TakeMail();
  void Open(Descriptor socket);
  void Handle(int fd);
  // After the connection did something: says in the log if it has parted.
  // Closes it unless `goes_on`, else watches for what it wants.
  void Settle(int fd, Watched& watched, bool goes_on);
  void Close(int fd);
  void Wake();

  const ServerOptions& options_;
  const uint32_t index_;
  StreamLimit& limit_;
  const ConnectionFactory& make_connection_;
  RefusalLog& log_;
  OpHandler handler_;
  ThreadClock clock_;
  Descriptor epoll_;
  // An eventfd that other threads write to.
  Descriptor wake_;
  std::unordered_map<int, Watched> connections_;
  bool draining_ = false;
  bool cutting_ = false;
  uint32_t cut_ = 0;

  // What other threads leave for this one.
  Mutex mutex_;
  std::vector<Descriptor> arrived_ ABSL_GUARDED_BY(mutex_);
  bool drain_wanted_ ABSL_GUARDED_BY(mutex_) = false;
  bool cut_wanted_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = true;
  // Notified when the thread has ended.
  ConditionVariable end_;
  std::thread thread_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_SOCKET_SOCKET_WORKER_H_
