// Streams of the server by either of its APIs, within the process.
#include "server/grpc/grpc_stream.h"

#include <gmock/gmock.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/sync_stream.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "common/flush_policy.h"
#include "common/payload.h"
#include "common/think_time.h"
#include "proto/messenger.grpc.pb.h"
#include "server/grpc/grpc_callback_service.h"
#include "server/options.h"
#include "test/server/grpc/in_process_server.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

struct Way {
  const char* name;
  bool callback = false;
  FlushPolicy flush = FlushPolicy::kDrain;
  int64_t think_ns = 0;
  bool busy_poll = false;
};
void PrintTo(const Way& way, std::ostream* out) { *out << way.name; }

class ClientStream {
 public:
  explicit ClientStream(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(v1::Messenger::NewStub(channel)),
        stream_(stub_->Exchange(&context_)) {}
  ~ClientStream() {
    if (!finished_) Cancel();
  }
  ClientStream(const ClientStream&) = delete;
  ClientStream& operator=(const ClientStream&) = delete;

  bool Write(const v1::Op& op) { return stream_->Write(op); }
  std::optional<v1::OpReply> Read() {
    v1::OpReply reply;
    if (!stream_->Read(&reply)) return std::nullopt;
    return reply;
  }
  void WritesDone() { stream_->WritesDone(); }
  grpc::Status Finish() {
    finished_ = true;
    return stream_->Finish();
  }
  void Cancel() {
    context_.TryCancel();
    while (Read().has_value()) {
    }
    EXPECT_EQ(Finish().error_code(), grpc::StatusCode::CANCELLED);
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<v1::Messenger::Stub> stub_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::Op, v1::OpReply>> stream_;
  bool finished_ = false;
};

v1::Op MakeOp(uint64_t id, const std::string& data = "",
              uint32_t reply_bytes = 0) {
  v1::Op op;
  op.set_id(id);
  op.set_data(data);
  op.set_reply_bytes(reply_bytes);
  return op;
}

class GrpcServerStream : public ::testing::TestWithParam<Way> {
 protected:
  void Start(uint32_t max_streams = 0) {
    const Way& way = GetParam();
    ServerOptions options;
    options.callback_api = way.callback;
    options.flush = way.flush;
    options.think_ns = way.think_ns;
    options.think_mode = ThinkMode::kSpin;
    options.busy_poll = way.busy_poll;
    options.max_message_bytes = 10'000;
    options.max_streams = max_streams;
    server_ = std::make_unique<InProcessServer>(options);
  }
  ClientStream Open() { return ClientStream(server_->channel()); }
  // What was counted once all streams have ended.
  v1::ServerCounters End() {
    while (server_->Counters().streams_open() > 0) std::this_thread::yield();
    return server_->Counters();
  }
  // The stream ends with this, after `replies` more.
  static void ExpectEnds(ClientStream& stream, size_t replies,
                         grpc::StatusCode code, const std::string& why = "") {
    for (size_t i = 0; i < replies; ++i) {
      EXPECT_TRUE(stream.Read().has_value()) << i;
    }
    EXPECT_FALSE(stream.Read().has_value());
    const grpc::Status status = stream.Finish();
    EXPECT_EQ(status.error_code(), code) << status.error_message();
    EXPECT_THAT(status.error_message(), HasSubstr(why));
  }

  std::unique_ptr<InProcessServer> server_;
};

INSTANTIATE_TEST_SUITE_P(
    Ways, GrpcServerStream,
    ::testing::Values(Way{"Stream"},
                      Way{"FlushMessage", false, FlushPolicy::kMessage},
                      Way{"Thinking", false, FlushPolicy::kDrain, 1000},
                      Way{"BusyPoll", false, FlushPolicy::kDrain, 0, true},
                      Way{"Callback", true},
                      Way{"CallbackFlushMessage", true, FlushPolicy::kMessage},
                      Way{"CallbackThinking", true, FlushPolicy::kDrain, 1000}),
    [](const auto& info) { return info.param.name; });

TEST_P(GrpcServerStream, AnswersOneByOneWithWhatIsAskedFor) {
  Start();
  ClientStream stream = Open();
  uint64_t id = 7;
  for (const uint32_t bytes : {0u, 100u, 10'000u, 3u}) {
    ASSERT_TRUE(stream.Write(MakeOp(++id, "data", bytes)));
    const std::optional<v1::OpReply> reply = stream.Read();
    ASSERT_TRUE(reply.has_value());
    EXPECT_EQ(reply->id(), id);
    EXPECT_EQ(reply->data(), MakePayload(bytes));
    EXPECT_FALSE(reply->has_crc32c());
  }
  stream.WritesDone();
  ExpectEnds(stream, 0, grpc::StatusCode::OK);
  const v1::ServerCounters counters = End();
  EXPECT_EQ(counters.messages(), 4);
  EXPECT_EQ(counters.bytes_received(), 16);
  EXPECT_EQ(counters.bytes_sent(), 10'103);
  EXPECT_EQ(counters.streams_total(), 1);
  EXPECT_EQ(counters.streams_broken(), 0);
}

// More than may wait within the server: reading pauses, and goes on.
TEST_P(GrpcServerStream, AnswersInOrderHoweverManyWait) {
  constexpr uint64_t kMany = 1000;
  Start();
  ClientStream stream = Open();
  std::thread writer([&stream] {
    for (uint64_t id = 0; id < kMany; ++id) {
      EXPECT_TRUE(stream.Write(MakeOp(id)));
    }
    stream.WritesDone();
  });
  while (server_->Counters().messages() < 128) std::this_thread::yield();
  for (uint64_t id = 0; id < kMany; ++id) {
    const std::optional<v1::OpReply> reply = stream.Read();
    EXPECT_EQ(reply.has_value() ? reply->id() : ~uint64_t{0}, id);
  }
  writer.join();
  ExpectEnds(stream, 0, grpc::StatusCode::OK);
  EXPECT_EQ(End().messages(), kMany);
}

TEST_P(GrpcServerStream, ChecksAndSendsCrcs) {
  Start();
  ClientStream stream = Open();
  v1::Op op = MakeOp(1, "123456789", 9);
  op.set_crc32c(0xe3069283);
  ASSERT_TRUE(stream.Write(op));
  const std::optional<v1::OpReply> reply = stream.Read();
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->crc32c(), Crc32c(MakePayload(9)));
  op.set_crc32c(1);
  ASSERT_TRUE(stream.Write(op));
  ExpectEnds(stream, 0, grpc::StatusCode::DATA_LOSS, "0x00000001");
  const v1::ServerCounters counters = End();
  EXPECT_EQ(counters.errors(), 1);
  EXPECT_EQ(counters.streams_broken(), 1);
}

TEST_P(GrpcServerStream, AnswersWhatCameBeforeAnOpThatIsRefused) {
  Start();
  ClientStream stream = Open();
  ASSERT_TRUE(stream.Write(MakeOp(1)));
  ASSERT_TRUE(stream.Write(MakeOp(2)));
  // The reply is what is too long.
  ASSERT_TRUE(stream.Write(MakeOp(3, "", 10'001)));
  ExpectEnds(stream, 2, grpc::StatusCode::RESOURCE_EXHAUSTED, "op 3 asks");
  EXPECT_EQ(End().streams_broken(), 1);
}

TEST_P(GrpcServerStream, RefusesAStreamForWhichThereIsNoRoom) {
  Start(/*max_streams=*/1);
  ClientStream first = Open();
  ASSERT_TRUE(first.Write(MakeOp(1)));
  EXPECT_TRUE(first.Read().has_value());
  ClientStream second = Open();
  ExpectEnds(second, 0, grpc::StatusCode::RESOURCE_EXHAUSTED,
             "has 1 streams open");
  // The first is none the worse, and its end makes room.
  ASSERT_TRUE(first.Write(MakeOp(2)));
  EXPECT_TRUE(first.Read().has_value());
  first.WritesDone();
  ExpectEnds(first, 0, grpc::StatusCode::OK);
  EXPECT_EQ(End().streams_total(), 1);
  ClientStream third = Open();
  ASSERT_TRUE(third.Write(MakeOp(3)));
  EXPECT_TRUE(third.Read().has_value());
  third.WritesDone();
  ExpectEnds(third, 0, grpc::StatusCode::OK);
  EXPECT_EQ(End().streams_total(), 2);
}

TEST_P(GrpcServerStream, CountsACancelledStreamAsBroken) {
  Start();
  ClientStream stream = Open();
  ASSERT_TRUE(stream.Write(MakeOp(1)));
  EXPECT_TRUE(stream.Read().has_value());
  stream.Cancel();
  const v1::ServerCounters counters = End();
  EXPECT_EQ(counters.streams_broken(), 1);
  EXPECT_EQ(counters.errors(), 0);
}

TEST_P(GrpcServerStream, EndsWellWithoutAnyOp) {
  Start();
  ClientStream stream = Open();
  stream.WritesDone();
  ExpectEnds(stream, 0, grpc::StatusCode::OK);
  EXPECT_EQ(End().streams_broken(), 0);
}

TEST_P(GrpcServerStream, ServesStreamsBesideEachOther) {
  Start();
  std::vector<std::unique_ptr<ClientStream>> streams;
  for (uint64_t i = 0; i < 5; ++i) {
    streams.push_back(std::make_unique<ClientStream>(server_->channel()));
    ASSERT_TRUE(streams.back()->Write(MakeOp(i)));
  }
  for (uint64_t i = 0; i < 5; ++i) {
    const std::optional<v1::OpReply> reply = streams[i]->Read();
    ASSERT_TRUE(reply.has_value());
    EXPECT_EQ(reply->id(), i);
    streams[i]->WritesDone();
    ExpectEnds(*streams[i], 0, grpc::StatusCode::OK);
  }
  EXPECT_EQ(End().streams_total(), 5);
}

}  // namespace
}  // namespace grpc_perf_msgr
