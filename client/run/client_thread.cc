#include "client/run/client_thread.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/debug.h"

namespace grpc_perf_msgr {
namespace {

absl::Status Annotate(const absl::Status& status, const std::string& what) {
  return absl::Status(status.code(),
                      absl::StrCat(status.message(), " (", what, ")"));
}

}  // namespace

ClientThread::ClientThread(uint32_t index, const Workload& workload,
                           absl::string_view payload, const Rig& rig,
                           const StopSignal& user_stop, const StopSignal& stop,
                           Meeting& meeting)
    : index_(index),
      workload_(workload),
      payload_(payload),
      rig_(rig),
      user_stop_(user_stop),
      meeting_(meeting),
      think_(workload.window.think_ns, workload.window.think_mode, rig.clock),
      window_(workload.window, &stop, &think_, &rig.recorder.Add(),
              DebugLog(workload.debug.window, "window",
                       absl::StrCat("thread ", index))),
      thread_([this] { Body(); }) {}

void ClientThread::Body() {
  SetDebugThread(index_);
  status_ = ConnectAndRun();
  Finish(status_);
}

void ClientThread::NoteFailure(const absl::Status& status) {
  if (status.ok() || !meeting_.failure.ok()) return;
  meeting_.failure = status;
  meeting_.failed_thread = index_;
}

void ClientThread::Arrive(const absl::Status& status) {
  const MutexLock lock(meeting_.mutex);
  ++meeting_.arrived;
  NoteFailure(status);
  meeting_.changed.NotifyAll();
}

void ClientThread::Finish(const absl::Status& status) {
  const MutexLock lock(meeting_.mutex);
  ++meeting_.finished;
  NoteFailure(status);
  meeting_.changed.NotifyAll();
}

bool ClientThread::AwaitGo() {
  const MutexLock lock(meeting_.mutex);
  while (!meeting_.go.has_value()) meeting_.changed.Wait(meeting_.mutex);
  return *meeting_.go;
}

absl::Status ClientThread::ConnectAndRun() {
  absl::Status status = PinToOne(workload_.cpus, index_);
  std::unique_ptr<Transport> transport;
  if (status.ok()) {
    auto made = rig_.make_transport(workload_, payload_);
    status = made.status();
    if (made.ok()) transport = *std::move(made);
  }
  if (status.ok()) {
    status = transport->Connect(workload_.connect_timeout_ns, user_stop_);
  }
  if (!status.ok()) status = Annotate(status, "while connecting");
  Arrive(status);
  const bool go = AwaitGo();
  if (!status.ok()) return status;
  if (!go) return absl::CancelledError("not started: another thread failed");
  const ThreadUsage before = ReadThreadUsage();
  window_.Start(rig_.clock.NowNs());
  status = transport->Run(window_);
  if (status.ok() && !window_.Done()) {
    status = absl::InternalError("the transport left before its load was done");
  }
  const ThreadUsage after = ReadThreadUsage();
  usage_.user_ns = after.user_ns - before.user_ns;
  usage_.system_ns = after.system_ns - before.system_ns;
  if (!status.ok()) status = Annotate(status, window_.Describe());
  return status;
}

}  // namespace grpc_perf_msgr
