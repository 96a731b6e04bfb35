// One client thread: connects, waits for the others, runs its window to its
// end.
#ifndef GRPC_PERF_MSGR_CLIENT_RUN_CLIENT_THREAD_H_
#define GRPC_PERF_MSGR_CLIENT_RUN_CLIENT_THREAD_H_

#include <cstdint>
#include <optional>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "client/load/message_window.h"
#include "client/load/workload.h"
#include "client/run/rig.h"
#include "common/mutex.h"
#include "common/process_usage.h"
#include "common/think_time.h"

namespace grpc_perf_msgr {

// Where the threads of a run and the one that watches them meet. Touched a few
// times a thread, never for a message.
struct Meeting {
  Mutex mutex;
  // Notified of every change.
  ConditionVariable changed;
  // Threads that have connected, or failed to.
  uint32_t arrived ABSL_GUARDED_BY(mutex) = 0;
  // Threads that are done, well or badly.
  uint32_t finished ABSL_GUARDED_BY(mutex) = 0;
  // The first failure of the run, and the index of the thread that failed, if
  // it was one.
  absl::Status failure ABSL_GUARDED_BY(mutex);
  std::optional<uint32_t> failed_thread ABSL_GUARDED_BY(mutex);
  // Set once: go, or give up because a thread could not connect.
  std::optional<bool> go ABSL_GUARDED_BY(mutex);
};

class ClientThread {
 public:
  // Starts the thread. All references must outlive this object. `payload` is
  // workload.window.bytes long. `user_stop` ends connecting, `stop` the load.
  ClientThread(uint32_t index, const Workload& workload,
               absl::string_view payload, const Rig& rig,
               const StopSignal& user_stop, const StopSignal& stop,
               Meeting& meeting);
  ~ClientThread() { Join(); }
  ClientThread(const ClientThread&) = delete;
  ClientThread& operator=(const ClientThread&) = delete;

  void Join() {
    if (thread_.joinable()) thread_.join();
  }

  // While it runs: only what the window offers to any thread.
  const MessageWindow& window() const { return window_; }

  // After Join. How the thread ended; says what was going on when not OK.
  const absl::Status& status() const { return status_; }
  // CPU time of the thread between its first and its last message.
  const ThreadUsage& usage() const { return usage_; }

 private:
  void Body();
  absl::Status ConnectAndRun();
  // Tells the others; the first failure of the run is kept.
  void Arrive(const absl::Status& status);
  void Finish(const absl::Status& status);
  void NoteFailure(const absl::Status& status)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(meeting_.mutex);
  // Returns whether the load is to begin.
  bool AwaitGo();

  const uint32_t index_;
  const Workload& workload_;
  const absl::string_view payload_;
  const Rig& rig_;
  const StopSignal& user_stop_;
  Meeting& meeting_;
  ThinkTime think_;
  MessageWindow window_;
  absl::Status status_;
  ThreadUsage usage_;
  std::thread thread_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_RUN_CLIENT_THREAD_H_
