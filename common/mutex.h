// Mutexes whose rules the compiler checks: Clang, by -Wthread-safety, wants to
// see the lock taken wherever something ABSL_GUARDED_BY it is touched.
#ifndef GRPC_PERF_MSGR_COMMON_MUTEX_H_
#define GRPC_PERF_MSGR_COMMON_MUTEX_H_

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "absl/base/thread_annotations.h"

namespace grpc_perf_msgr {

// A std::mutex, not absl's: Debian's absl is not instrumented, and
// ThreadSanitizer would not see what it orders.
class ABSL_LOCKABLE Mutex {
 public:
  Mutex() = default;
  Mutex(const Mutex&) = delete;
  Mutex& operator=(const Mutex&) = delete;

  void Lock() ABSL_EXCLUSIVE_LOCK_FUNCTION() { mutex_.lock(); }
  void Unlock() ABSL_UNLOCK_FUNCTION() { mutex_.unlock(); }

 private:
  friend class ConditionVariable;

  std::mutex mutex_;
};

// Holds a mutex until the end of its scope, or until Unlock.
class ABSL_SCOPED_LOCKABLE MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) ABSL_EXCLUSIVE_LOCK_FUNCTION(mutex)
      : mutex_(mutex) {
    mutex_.Lock();
  }
  ~MutexLock() ABSL_UNLOCK_FUNCTION() {
    if (held_) mutex_.Unlock();
  }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

  // For once: what follows in the scope is not guarded.
  void Unlock() ABSL_UNLOCK_FUNCTION() {
    held_ = false;
    mutex_.Unlock();
  }

 private:
  Mutex& mutex_;
  bool held_ = true;
};

// Takes no predicate, whose body the compiler could not check: wait in a loop,
//   while (!done_) changed_.Wait(mutex_);
// All waits may end for no reason, with the mutex locked again.
class ConditionVariable {
 public:
  void NotifyAll() { changed_.notify_all(); }

  void Wait(Mutex& mutex) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    changed_.wait(lock);
    lock.release();
  }

  // Waits no longer than until `deadline_ns` on the steady clock; false: it has
  // passed.
  bool WaitUntil(Mutex& mutex, int64_t deadline_ns)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    const std::cv_status status =
        changed_.wait_until(lock, std::chrono::steady_clock::time_point(
                                      std::chrono::nanoseconds(deadline_ns)));
    lock.release();
    return status == std::cv_status::no_timeout;
  }

 private:
  std::condition_variable changed_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_MUTEX_H_
