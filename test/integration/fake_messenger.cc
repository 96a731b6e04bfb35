#include "test/integration/fake_messenger.h"

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <chrono>
#include <deque>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "common/grpc/bytes_frame.h"
#include "proto/messenger.grpc.pb.h"

namespace grpc_perf_msgr {
namespace {

using Stream = grpc::ServerReaderWriter<v1::OpReply, v1::Op>;

FakeOp ToFakeOp(const v1::Op& op) {
  return {op.id(), op.reply_bytes(), op.has_crc32c()};
}

v1::OpReply ToReply(const FakeReply& fake) {
  v1::OpReply reply;
  reply.set_id(fake.id);
  reply.set_data(fake.data);
  if (fake.crc32c.has_value()) reply.set_crc32c(*fake.crc32c);
  return reply;
}

// With memory of its own: what is written outlives this call.
grpc::ByteBuffer ToBytes(const FakeReply& fake) {
  BytesHeader header;
  header.id = fake.id;
  header.crc32c = fake.crc32c;
  const grpc::ByteBuffer borrowed =
      EncodeBytes(header, SharedPayload(fake.data));
  std::vector<grpc::Slice> slices;
  EXPECT_TRUE(borrowed.Dump(&slices).ok());
  std::string bytes;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  const grpc::Slice own(bytes);
  return grpc::ByteBuffer(&own, 1);
}

grpc::Status EndOf(FakeAnswer::Then then) {
  return then == FakeAnswer::Then::kEndWithError
             ? grpc::Status(grpc::StatusCode::PERMISSION_DENIED, kNoMoreToday)
             : grpc::Status::OK;
}

class StreamService final : public v1::Messenger::Service {
 public:
  StreamService(FaultScript& script, absl::Notification& stopping)
      : script_(script), stopping_(stopping) {}

  grpc::Status Exchange(grpc::ServerContext* context, Stream* stream) override {
    v1::Op op;
    while (stream->Read(&op)) {
      const FakeAnswer answer = script_.OnOp(ToFakeOp(op));
      for (const FakeReply& reply : answer.replies) {
        stream->Write(ToReply(reply));
      }
      if (answer.then != FakeAnswer::Then::kGoOn) return EndOf(answer.then);
    }
    while (script_.never_ends() && !context->IsCancelled() &&
           !stopping_.HasBeenNotified()) {
      stopping_.WaitForNotificationWithTimeout(absl::Milliseconds(10));
    }
    return EndOf(script_.at_the_end());
  }

 private:
  FaultScript& script_;
  absl::Notification& stopping_;
};

class UnaryService final : public v1::UnaryMessenger::Service {
 public:
  UnaryService(FaultScript& script, absl::Notification& stopping)
      : script_(script), stopping_(stopping) {}

  grpc::Status Exchange(grpc::ServerContext* context, const v1::Op* op,
                        v1::OpReply* reply) override {
    const FakeAnswer answer = script_.OnOp(ToFakeOp(*op));
    if (answer.then != FakeAnswer::Then::kGoOn) return EndOf(answer.then);
    while (answer.replies.empty() && !context->IsCancelled() &&
           !stopping_.HasBeenNotified()) {
      stopping_.WaitForNotificationWithTimeout(absl::Milliseconds(10));
    }
    if (!answer.replies.empty()) *reply = ToReply(answer.replies.front());
    return grpc::Status::OK;
  }

 private:
  FaultScript& script_;
  absl::Notification& stopping_;
};

// One stream of bytes: a read, then its replies, then the next read.
class BytesStream final : public grpc::ServerGenericBidiReactor {
 public:
  explicit BytesStream(FaultScript& script) : script_(script) {
    StartRead(&received_);
  }

  void OnReadDone(bool ok) override {
    DecodedBytes op;
    if (!ok || !op.Decode(received_).ok()) {
      if (!script_.never_ends()) Finish(EndOf(script_.at_the_end()));
      return;
    }
    const BytesHeader& header = op.header();
    const FakeAnswer answer = script_.OnOp(
        {header.id, header.reply_bytes, header.crc32c.has_value()});
    then_ = answer.then;
    for (const FakeReply& reply : answer.replies) {
      replies_.push_back(ToBytes(reply));
    }
    GoOn();
  }

  void OnWriteDone(bool /*ok*/) override {
    replies_.pop_front();
    GoOn();
  }

  void OnCancel() override {
    if (script_.never_ends()) Finish(grpc::Status::CANCELLED);
  }
  void OnDone() override { delete this; }

 private:
  void GoOn() {
    if (!replies_.empty()) {
      StartWrite(&replies_.front());
    } else if (then_ == FakeAnswer::Then::kGoOn) {
      StartRead(&received_);
    } else {
      Finish(EndOf(then_));
    }
  }

  FaultScript& script_;
  grpc::ByteBuffer received_;
  std::deque<grpc::ByteBuffer> replies_;
  FakeAnswer::Then then_ = FakeAnswer::Then::kGoOn;
};

class NoSuchMethod final : public grpc::ServerGenericBidiReactor {
 public:
  NoSuchMethod() {
    Finish(grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "not served here"));
  }
  void OnDone() override { delete this; }
};

// Gets what no other service has.
class BytesService final : public grpc::CallbackGenericService {
 public:
  explicit BytesService(FaultScript& script) : script_(script) {}

  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override {
    if (context->method() != kBytesMethod) return new NoSuchMethod;
    return new BytesStream(script_);
  }

 private:
  FaultScript& script_;
};

class FakeMessenger final : public FakeServer {
 public:
  FakeMessenger(Fault fault, uint64_t good_messages)
      : script_(fault, good_messages) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                             &port_);
    builder.RegisterService(&streams_);
    builder.RegisterService(&calls_);
    builder.RegisterCallbackGenericService(&bytes_);
    server_ = builder.BuildAndStart();
    if (server_ == nullptr) ADD_FAILURE() << "no server in the test";
  }

  ~FakeMessenger() override {
    stopping_.Notify();
    // Calls that go on after this are cancelled.
    if (server_) server_->Shutdown(std::chrono::system_clock::now());
  }

  std::string address() const override {
    return absl::StrCat("127.0.0.1:", port_);
  }

 private:
  FaultScript script_;
  absl::Notification stopping_;
  StreamService streams_{script_, stopping_};
  UnaryService calls_{script_, stopping_};
  BytesService bytes_{script_};
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace

std::unique_ptr<FakeServer> MakeFakeMessenger(Fault fault,
                                              uint64_t good_messages) {
  return std::make_unique<FakeMessenger>(fault, good_messages);
}

}  // namespace grpc_perf_msgr
