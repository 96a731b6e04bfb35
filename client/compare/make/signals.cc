#include "client/compare/make/signals.h"

#include <algorithm>
#include <ctime>

#include "common/clock.h"

namespace grpc_perf_msgr {

Signals::Signals() {
  // Where it is ignored, nobody could ask how a child ended.
  std::signal(SIGCHLD, SIG_DFL);
  sigemptyset(&watched_);
  sigaddset(&watched_, SIGCHLD);
  sigaddset(&watched_, SIGINT);
  sigaddset(&watched_, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &watched_, &before_);
}

Signals::~Signals() {
  // A second Ctrl-C that still waits would end the program here.
  end_wanted();
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void Signals::Wait(int64_t timeout_ns) {
  timeout_ns = std::max<int64_t>(0, timeout_ns);
  const timespec timeout = {timeout_ns / kNanosPerSecond,
                            timeout_ns % kNanosPerSecond};
  const int signal = sigtimedwait(&watched_, nullptr, &timeout);
  if (signal == SIGINT || signal == SIGTERM) end_wanted_ = true;
}

bool Signals::end_wanted() {
  // Takes what has come, a child's change included: whoever waits for a child
  // looks at it before it waits.
  const timespec at_once = {};
  int signal = 0;
  while ((signal = sigtimedwait(&watched_, nullptr, &at_once)) > 0) {
    if (signal != SIGCHLD) end_wanted_ = true;
  }
  return end_wanted_;
}

}  // namespace grpc_perf_msgr
