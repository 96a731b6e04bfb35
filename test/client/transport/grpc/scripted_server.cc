#include "test/client/transport/grpc/scripted_server.h"

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/slice.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <mutex>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/grpc/bytes_frame.h"
#include "common/payload.h"
#include "proto/messenger.pb.h"

namespace grpc_perf_msgr {
namespace {

grpc::ByteBuffer ToBuffer(const std::string& text) {
  const grpc::Slice slice(text);
  return grpc::ByteBuffer(&slice, 1);
}

std::string ToText(const grpc::ByteBuffer& buffer) {
  grpc::Slice slice;
  EXPECT_TRUE(buffer.DumpToSingleSlice(&slice).ok());
  return std::string(reinterpret_cast<const char*>(slice.begin()),
                     slice.size());
}

struct Asked {
  uint64_t id = 0;
  uint32_t reply_bytes = 0;
  // The op had a checksum, so its reply must have one.
  bool checksum = false;
};

// The payload of a reply, and its checksum if one is wanted.
struct Answer {
  explicit Answer(const Asked& asked) : payload(asked.reply_bytes, 'x') {
    if (asked.checksum) checksum = Crc32c(absl::string_view(payload));
  }

  std::string payload;
  std::optional<uint32_t> checksum;
};

Asked ReadOp(bool bytes, const grpc::ByteBuffer& buffer) {
  if (bytes) {
    DecodedBytes decoded;
    EXPECT_TRUE(decoded.Decode(buffer).ok());
    return {decoded.header().id, decoded.header().reply_bytes,
            decoded.header().crc32c.has_value()};
  }
  v1::Op op;
  EXPECT_TRUE(op.ParseFromString(ToText(buffer)));
  return {op.id(), op.reply_bytes(), op.has_crc32c()};
}

grpc::ByteBuffer MakeReply(bool bytes, uint64_t id, const Answer& answer) {
  if (bytes) {
    BytesHeader header;
    header.id = id;
    header.crc32c = answer.checksum;
    // Copied: the frame only refers to the payload.
    return ToBuffer(ToText(EncodeBytes(header, SharedPayload(answer.payload))));
  }
  v1::OpReply reply;
  reply.set_id(id);
  reply.set_data(answer.payload);
  if (answer.checksum.has_value()) reply.set_crc32c(*answer.checksum);
  return ToBuffer(reply.SerializeAsString());
}

}  // namespace

// One call. Reads an op, writes what the script says, reads the next.
class ScriptedServer::Reactor : public grpc::ServerGenericBidiReactor {
 public:
  Reactor(ScriptedServer& server, bool bytes) : server_(server), bytes_(bytes) {
    StartRead(&op_);
  }

  void OnReadDone(bool ok) override {
    if (!ok) {
      OnHalfClose();
      return;
    }
    const bool good = server_.ops_.fetch_add(1) < server_.good_;
    asked_ = ReadOp(bytes_, op_);
    const Script script = good ? Script::kNothing : server_.script_;
    uint64_t id = asked_.id;
    Answer answer(asked_);
    switch (script) {
      case Script::kEndsEarly:
        Finish(grpc::Status::OK);
        return;
      case Script::kErrorEarly:
        Finish(grpc::Status(grpc::StatusCode::PERMISSION_DENIED, "no more"));
        return;
      case Script::kSilent:
        Park();
        return;
      case Script::kAnswersTwice:
        replies_left_ = 2;
        break;
      case Script::kUnknownId:
        id += 12'345;
        break;
      case Script::kWrongSize:
        answer.payload += 'x';
        break;
      case Script::kFlippedBit:
        answer.payload.back() ^= 1;
        break;
      case Script::kNoChecksum:
        answer.checksum.reset();
        break;
      default:
        break;
    }
    reply_ = script == Script::kGarbage ? ToBuffer("\xff")
                                        : MakeReply(bytes_, id, answer);
    StartWrite(&reply_);
  }

  void OnWriteDone(bool ok) override {
    if (half_closed_ || !ok) {
      Finish(grpc::Status::OK);
    } else if (--replies_left_ > 0) {
      StartWrite(&reply_);
    } else {
      replies_left_ = 1;
      StartRead(&op_);
    }
  }

  void OnCancel() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    cancelled_ = true;
    if (parked_) Finish(grpc::Status::CANCELLED);
  }

  void OnDone() override { delete this; }

 private:
  void OnHalfClose() {
    half_closed_ = true;
    switch (server_.script_) {
      case Script::kNeverEnds:
        Park();
        return;
      case Script::kEndsWithError:
        Finish(grpc::Status(grpc::StatusCode::DATA_LOSS, "lost it all"));
        return;
      case Script::kAnswersAfterTheEnd:
        StartWrite(&reply_);
        return;
      default:
        Finish(grpc::Status::OK);
    }
  }

  // Does nothing more until the client gives up.
  void Park() {
    const std::lock_guard<std::mutex> lock(mutex_);
    parked_ = true;
    if (cancelled_) Finish(grpc::Status::CANCELLED);
  }

  ScriptedServer& server_;
  const bool bytes_;
  grpc::ByteBuffer op_;
  grpc::ByteBuffer reply_;
  Asked asked_;
  int replies_left_ = 1;
  bool half_closed_ = false;
  // Guards what follows.
  std::mutex mutex_;
  bool parked_ = false;
  bool cancelled_ = false;
};

ScriptedServer::ScriptedServer(Script script, uint64_t good)
    : script_(script), good_(good) {
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                           &port);
  // Names of unix sockets must be short, which temporary folders need not be.
  static std::atomic<int> servers{0};
  unix_endpoint_.unix_path = absl::StrCat("/tmp/scripted_server.", getpid(),
                                          ".", servers.fetch_add(1));
  builder.AddListeningPort("unix:" + unix_endpoint_.unix_path,
                           grpc::InsecureServerCredentials());
  builder.RegisterCallbackGenericService(this);
  server_ = builder.BuildAndStart();
  if (server_ == nullptr) ADD_FAILURE() << "no server in the test";
  endpoint_.host = "127.0.0.1";
  endpoint_.port = static_cast<uint16_t>(port);
}

ScriptedServer::~ScriptedServer() {
  // Calls that go on after this are cancelled.
  if (server_) server_->Shutdown(std::chrono::system_clock::now());
}

grpc::ServerGenericBidiReactor* ScriptedServer::CreateReactor(
    grpc::GenericCallbackServerContext* context) {
  return new Reactor(*this, context->method() == kBytesMethod);
}

}  // namespace grpc_perf_msgr
