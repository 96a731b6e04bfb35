#include "test/integration/fake_messenger.h"

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <chrono>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "common/payload.h"
#include "proto/messenger.grpc.pb.h"

namespace grpc_perf_msgr {
namespace {

using Stream = grpc::ServerReaderWriter<v1::OpReply, v1::Op>;

v1::OpReply GoodReply(const v1::Op& op) {
  v1::OpReply reply;
  reply.set_id(op.id());
  reply.set_data(MakePayload(op.reply_bytes()));
  if (op.has_crc32c()) reply.set_crc32c(Crc32c(reply.data()));
  return reply;
}

class Service : public v1::Messenger::Service {
 public:
  Service(Fault fault, uint64_t good_messages)
      : fault_(fault), good_messages_(good_messages) {}

  grpc::Status Exchange(grpc::ServerContext* context, Stream* stream) override {
    v1::Op op;
    for (uint64_t read = 0; stream->Read(&op); ++read) {
      if (fault_ == Fault::kNone || fault_ == Fault::kNeverEnd ||
          read < good_messages_) {
        stream->Write(GoodReply(op));
        continue;
      }
      if (fault_ == Fault::kEndEarly) return grpc::Status::OK;
      if (fault_ == Fault::kErrorStatus) {
        return grpc::Status(grpc::StatusCode::PERMISSION_DENIED,
                            "no more today");
      }
      WriteBadReply(op, *stream);
    }
    if (fault_ == Fault::kNeverEnd) {
      while (!context->IsCancelled() && !stopping_.HasBeenNotified()) {
        stopping_.WaitForNotificationWithTimeout(absl::Milliseconds(10));
      }
    }
    return grpc::Status::OK;
  }

  void Stop() { stopping_.Notify(); }

 private:
  void WriteBadReply(const v1::Op& op, Stream& stream) const {
    v1::OpReply reply = GoodReply(op);
    switch (fault_) {
      case Fault::kUnknownId:
        reply.set_id(op.id() + 12345);
        break;
      case Fault::kIdTwice:
        stream.Write(reply);
        break;
      case Fault::kWrongSize:
        reply.mutable_data()->push_back('x');
        break;
      case Fault::kFlippedBit:
        reply.mutable_data()->back() ^= 1;
        break;
      case Fault::kNoCrc:
        reply.clear_crc32c();
        break;
      default:
        return;
    }
    stream.Write(reply);
  }

  const Fault fault_;
  const uint64_t good_messages_;
  absl::Notification stopping_;
};

}  // namespace

struct FakeMessenger::Impl {
  Impl(Fault fault, uint64_t good_messages) : service(fault, good_messages) {}

  Service service;
  int port = 0;
  std::unique_ptr<grpc::Server> server;
};

FakeMessenger::FakeMessenger(Fault fault, uint64_t good_messages)
    : impl_(std::make_unique<Impl>(fault, good_messages)) {
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                           &impl_->port);
  builder.RegisterService(&impl_->service);
  impl_->server = builder.BuildAndStart();
  if (impl_->server == nullptr) ADD_FAILURE() << "no server in the test";
}

FakeMessenger::~FakeMessenger() {
  impl_->service.Stop();
  // Calls that go on after this are cancelled.
  if (impl_->server) impl_->server->Shutdown(std::chrono::system_clock::now());
}

std::string FakeMessenger::address() const {
  return absl::StrCat("127.0.0.1:", impl_->port);
}

}  // namespace grpc_perf_msgr
