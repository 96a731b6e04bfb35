#include "server/control_service.h"

#include <grpcpp/completion_queue.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/async_unary_call.h>

#include <thread>

#include "proto/control.grpc.pb.h"

namespace grpc_perf_msgr {
namespace {

// One unary call from its acceptance to its end.
class Call {
 public:
  virtual ~Call() = default;
  // The tag came back. Deletes itself when it is over.
  virtual void OnCompletion(bool ok) = 0;
};

template <typename Request, typename Response>
class UnaryCall : public Call {
 public:
  using Service = v1::Control::AsyncService;
  using Responder = grpc::ServerAsyncResponseWriter<Response>;
  using AcceptMethod = void (Service::*)(grpc::ServerContext*, Request*,
                                         Responder*, grpc::CompletionQueue*,
                                         grpc::ServerCompletionQueue*, void*);
  using Answer = Response (*)(ControlSource&);

  UnaryCall(Service& service, AcceptMethod accept,
            grpc::ServerCompletionQueue& queue, ControlSource& source,
            Answer answer)
      : service_(service),
        accept_(accept),
        queue_(queue),
        source_(source),
        answer_(answer),
        responder_(&context_) {
    (service_.*accept_)(&context_, &request_, &responder_, &queue_, &queue_,
                        static_cast<Call*>(this));
  }

  void OnCompletion(bool ok) override {
    if (!ok || answered_) {
      delete this;
      return;
    }
    new UnaryCall(service_, accept_, queue_, source_, answer_);
    answered_ = true;
    responder_.Finish(answer_(source_), grpc::Status::OK,
                      static_cast<Call*>(this));
  }

 private:
  Service& service_;
  const AcceptMethod accept_;
  grpc::ServerCompletionQueue& queue_;
  ControlSource& source_;
  const Answer answer_;
  grpc::ServerContext context_;
  Request request_;
  Responder responder_;
  bool answered_ = false;
};

}  // namespace

struct ControlService::Impl {
  explicit Impl(ControlSource& source) : source(source) {}

  void Serve() {
    new UnaryCall<v1::GetInfoRequest, v1::GetInfoResponse>(
        service, &v1::Control::AsyncService::RequestGetInfo, *queue, source,
        [](ControlSource& from) { return from.Info(); });
    new UnaryCall<v1::GetCountersRequest, v1::GetCountersResponse>(
        service, &v1::Control::AsyncService::RequestGetCounters, *queue, source,
        [](ControlSource& from) {
          v1::GetCountersResponse response;
          *response.mutable_counters() = from.Counters();
          return response;
        });
    void* tag = nullptr;
    bool ok = false;
    while (queue->Next(&tag, &ok)) static_cast<Call*>(tag)->OnCompletion(ok);
  }

  ControlSource& source;
  v1::Control::AsyncService service;
  std::unique_ptr<grpc::ServerCompletionQueue> queue;
  std::thread thread;
};

ControlService::ControlService(ControlSource& source)
    : impl_(std::make_unique<Impl>(source)) {}

ControlService::~ControlService() { Stop(); }

void ControlService::Register(grpc::ServerBuilder& builder) {
  builder.RegisterService(&impl_->service);
  impl_->queue = builder.AddCompletionQueue(/*is_frequently_polled=*/false);
}

void ControlService::Start() {
  impl_->thread = std::thread([this] { impl_->Serve(); });
}

void ControlService::Stop() {
  if (impl_->queue == nullptr) return;
  impl_->queue->Shutdown();
  if (impl_->thread.joinable()) {
    impl_->thread.join();
  } else {
    void* tag = nullptr;
    bool ok = false;
    while (impl_->queue->Next(&tag, &ok)) {
    }
  }
  impl_->queue.reset();
}

}  // namespace grpc_perf_msgr
