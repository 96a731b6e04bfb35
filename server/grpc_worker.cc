#include "server/grpc_worker.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/clock.h"

namespace grpc_perf_msgr {

GrpcWorker::GrpcWorker(const ServerOptions& options, uint32_t index,
                       v1::Messenger::AsyncService& service,
                       std::unique_ptr<grpc::ServerCompletionQueue> queue,
                       OpenStreams& open_streams)
    : options_(options),
      index_(index),
      service_(service),
      queue_(std::move(queue)),
      open_streams_(open_streams),
      handler_(OpHandler::Options{options.max_message_bytes, options.think_ns,
                                  options.think_mode}) {}

GrpcWorker::~GrpcWorker() { Stop(); }

void GrpcWorker::Start() {
  // Before the thread runs, so that Stop always waits for this one.
  AcceptNext();
  thread_ = std::thread([this] { Serve(); });
}

void GrpcWorker::Stop() {
  // A stream that ends still starts operations, which a queue that was shut
  // down must not be given. All end soon: the server was shut down before.
  while (live_streams_.load() > 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  queue_->Shutdown();
  if (thread_.joinable()) {
    thread_.join();
    return;
  }
  // Never started: the queue must be empty all the same before it is destroyed.
  void* tag = nullptr;
  bool ok = false;
  while (queue_->Next(&tag, &ok)) {
  }
}

void GrpcWorker::AcceptNext() {
  live_streams_.fetch_add(1);
  auto* stream = new GrpcStream(*this, options_.flush);
  stream->Accept(service_, *queue_);
}

void GrpcWorker::Serve() {
  // Pinning was checked when the options were read.
  PinToOne(options_.cpus, index_).IgnoreError();
  RemoveTimerSlack();
  const gpr_timespec forever = gpr_inf_future(GPR_CLOCK_MONOTONIC);
  const gpr_timespec at_once = gpr_time_0(GPR_CLOCK_MONOTONIC);
  for (;;) {
    void* got = nullptr;
    bool ok = false;
    const auto next =
        queue_->AsyncNext(&got, &ok, holding_.empty() ? forever : at_once);
    if (next == grpc::CompletionQueue::SHUTDOWN) return;
    if (next == grpc::CompletionQueue::TIMEOUT) {
      FlushHeld();
      continue;
    }
    const auto& tag = *static_cast<GrpcStream::Tag*>(got);
    tag.stream->OnCompletion(tag.operation, ok);
    if (!holding_.empty() && SteadyNowNs() - holding_since_ns_ > kMaxHoldNs) {
      FlushHeld();
    }
  }
}

void GrpcWorker::Hold(GrpcStream& stream, int64_t now_ns) {
  if (holding_.empty()) holding_since_ns_ = now_ns;
  holding_.push_back(&stream);
}

void GrpcWorker::FlushHeld() {
  for (GrpcStream* stream : holding_) stream->FlushHeld();
  holding_.clear();
}

absl::Status GrpcWorker::OnAccepted(GrpcStream&, bool ok) {
  if (!ok) return absl::OkStatus();
  AcceptNext();
  const uint32_t open = open_streams_.fetch_add(1) + 1;
  if (options_.max_streams > 0 && open > options_.max_streams) {
    open_streams_.fetch_sub(1);
    return absl::ResourceExhaustedError(
        absl::StrCat("the server has ", options_.max_streams,
                     " streams open, its --max_streams"));
  }
  handler_.StreamOpened();
  return absl::OkStatus();
}

void GrpcWorker::OnClosed(GrpcStream& stream) {
  holding_.erase(std::remove(holding_.begin(), holding_.end(), &stream),
                 holding_.end());
  if (!stream.refused()) {
    open_streams_.fetch_sub(1);
    handler_.StreamClosed(stream.broken());
  }
  delete &stream;
  live_streams_.fetch_sub(1);
}

}  // namespace grpc_perf_msgr
