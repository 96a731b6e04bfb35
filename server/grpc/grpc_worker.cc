#include "server/grpc/grpc_worker.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "common/clock.h"
#include "server/grpc/grpc_unary.h"
#include "server/op_handler_options.h"
#include "server/peer_address.h"

namespace grpc_perf_msgr {
namespace {

// With --busy_poll: how long after a unary call the next is waited for
// spinning.
constexpr int64_t kSpinAfterCallNs = 100 * kNanosPerMilli;

}  // namespace

GrpcWorker::GrpcWorker(const ServerOptions& options, uint32_t index,
                       GrpcServices& services,
                       std::unique_ptr<grpc::ServerCompletionQueue> queue,
                       StreamLimit& limit, RefusalLog& log)
    : options_(options),
      index_(index),
      services_(services),
      queue_(std::move(queue)),
      limit_(limit),
      log_(log),
      handler_(OpHandlerOptions(options, log.transport(), index)) {}

GrpcWorker::~GrpcWorker() { Stop(); }

void GrpcWorker::Start() {
  // Before the thread runs, so that Stop always waits for these.
  AcceptFirst();
  thread_ = std::thread([this] {
    clock_.Start();
    Serve();
    clock_.Stop();
  });
}

void GrpcWorker::Stop() {
  // A call that ends still starts operations, which a queue that was shut
  // down must not be given. All end soon: the server was shut down before.
  while (live_calls_.load() > 0) {
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

void GrpcWorker::AcceptFirst() {
  new GrpcStream<ProtobufServerCodec>(*this, options_.flush,
                                      services_.messenger, *queue_);
  new GrpcStream<BytesServerCodec>(*this, options_.flush,
                                   services_.bytes_messenger, *queue_);
  new GrpcUnaryCall(*this, services_.unary_messenger, *queue_);
}

// Without a stream, or calls that came a moment ago, there is nothing to be
// quick for.
bool GrpcWorker::Spins() const {
  return options_.busy_poll &&
         (open_streams_ > 0 || SteadyNowNs() < spin_until_ns_);
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
    const auto next = queue_->AsyncNext(
        &got, &ok, Spins() || !holding_.empty() ? at_once : forever);
    if (next == grpc::CompletionQueue::SHUTDOWN) return;
    if (next == grpc::CompletionQueue::TIMEOUT) {
      FlushHeld();
      continue;
    }
    const auto& tag = *static_cast<GrpcCall::Tag*>(got);
    tag.call->OnCompletion(tag.operation, ok);
    if (!holding_.empty() && SteadyNowNs() - holding_since_ns_ > kMaxHoldNs) {
      FlushHeld();
    }
  }
}

void GrpcWorker::Hold(GrpcCall& call, int64_t now_ns) {
  if (holding_.empty()) holding_since_ns_ = now_ns;
  holding_.push_back(&call);
}

void GrpcWorker::FlushHeld() {
  for (GrpcCall* call : holding_) call->FlushHeld();
  holding_.clear();
}

void GrpcWorker::OnCreated() { live_calls_.fetch_add(1); }

absl::Status GrpcWorker::OnStream() {
  absl::Status allowed = limit_.TryOpen();
  if (!allowed.ok()) return allowed;
  handler_.StreamOpened();
  ++open_streams_;
  return absl::OkStatus();
}

void GrpcWorker::OnRefused(absl::string_view what, const std::string& peer,
                           const absl::Status& why) {
  log_.Write(what, PeerForLog(peer), why);
}

void GrpcWorker::OnClosed(GrpcCall& call, bool was_stream) {
  if (was_stream) {
    holding_.erase(std::remove(holding_.begin(), holding_.end(), &call),
                   holding_.end());
    --open_streams_;
    limit_.Close();
    handler_.StreamClosed(call.broken());
  } else if (options_.busy_poll && !call.refused()) {
    spin_until_ns_ = SteadyNowNs() + kSpinAfterCallNs;
  }
  delete &call;
  live_calls_.fetch_sub(1);
}

}  // namespace grpc_perf_msgr
