#include "client/run/client_thread.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/transport/transport_factory.h"
#include "common/clock.h"

namespace grpc_perf_msgr {
namespace {

absl::Status Annotate(const absl::Status& status, const std::string& what) {
  return absl::Status(status.code(),
                      absl::StrCat(status.message(), " (", what, ")"));
}

}  // namespace

ClientThread::ClientThread(uint32_t index, const Workload& workload,
                           absl::string_view payload,
                           const StopSignal& user_stop, const StopSignal& stop,
                           Meeting& meeting)
    : index_(index),
      workload_(workload),
      payload_(payload),
      user_stop_(user_stop),
      meeting_(meeting),
      think_(workload.window.think_ns, workload.window.think_mode),
      window_(workload.window, &stop, &think_),
      thread_([this] { Body(); }) {}

void ClientThread::Body() {
  status_ = ConnectAndRun();
  const std::lock_guard<std::mutex> lock(meeting_.mutex);
  ++meeting_.finished;
  if (!status_.ok() && meeting_.failure.ok()) {
    meeting_.failure = status_;
    meeting_.failed_thread = index_;
  }
  meeting_.changed.notify_all();
}

void ClientThread::Report(const absl::Status& status) {
  const std::lock_guard<std::mutex> lock(meeting_.mutex);
  ++meeting_.arrived;
  if (!status.ok() && meeting_.failure.ok()) {
    meeting_.failure = status;
    meeting_.failed_thread = index_;
  }
  meeting_.changed.notify_all();
}

absl::Status ClientThread::ConnectAndRun() {
  absl::Status status = PinToOne(workload_.cpus, index_);
  std::unique_ptr<Transport> transport;
  if (status.ok()) {
    auto made = MakeTransport(workload_, payload_);
    status = made.status();
    if (made.ok()) transport = *std::move(made);
  }
  if (status.ok()) {
    status = transport->Connect(workload_.connect_timeout_ns, user_stop_);
  }
  if (!status.ok()) status = Annotate(status, "while connecting");
  Report(status);
  {
    std::unique_lock<std::mutex> lock(meeting_.mutex);
    meeting_.changed.wait(lock, [this] { return meeting_.go.has_value(); });
    if (!status.ok()) return status;
    if (!*meeting_.go) {
      return absl::CancelledError("not started: another thread failed");
    }
  }
  const ThreadUsage before = ReadThreadUsage();
  window_.Start(SteadyNowNs());
  status = transport->Run(window_);
  const ThreadUsage after = ReadThreadUsage();
  usage_.user_ns = after.user_ns - before.user_ns;
  usage_.system_ns = after.system_ns - before.system_ns;
  if (!status.ok()) status = Annotate(status, window_.Describe());
  return status;
}

}  // namespace grpc_perf_msgr
