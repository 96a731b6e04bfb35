// What the server promises on the wire (proto/messenger.proto), asked by a raw
// client that uses nothing of ours but the generated stubs.
#include <gmock/gmock.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/byte_buffer.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "common/payload.h"
#include "proto/health.grpc.pb.h"
#include "test/integration/raw_client.h"
#include "test/integration/real_client.h"
#include "test/integration/real_server.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

v1::OpReply ReadOne(RawStream& stream) {
  v1::OpReply reply;
  EXPECT_TRUE(stream.Read(&reply));
  return reply;
}

void ExpectEndsWell(RawStream& stream) {
  stream.WritesDone();
  v1::OpReply none;
  EXPECT_FALSE(stream.Read(&none));
  const grpc::Status status = stream.Finish();
  EXPECT_TRUE(status.ok()) << status.error_message();
}

TEST(Wire, ReplyCarriesTheIdOfItsOpWhateverItIs) {
  const RealServer server;
  RawStream stream(server.address());
  for (const uint64_t id :
       {uint64_t{0}, uint64_t{1}, uint64_t{1} << 32, ~uint64_t{0}}) {
    ASSERT_TRUE(stream.Write(MakeOp(id)));
    EXPECT_EQ(ReadOne(stream).id(), id);
  }
  ExpectEndsWell(stream);
}

TEST(Wire, ReplyHasExactlyTheBytesThatWereAskedFor) {
  const RealServer server;
  RawStream stream(server.address());
  uint64_t id = 0;
  for (const uint32_t bytes : {0, 1, 3, 4096, 65537, 1 << 20, 5, 0}) {
    ASSERT_TRUE(stream.Write(MakeOp(++id, "data", bytes)));
    const v1::OpReply reply = ReadOne(stream);
    EXPECT_EQ(reply.id(), id);
    EXPECT_EQ(reply.data().size(), bytes);
  }
  ExpectEndsWell(stream);
}

TEST(Wire, ReplyCarriesACrcWhenAndOnlyWhenTheOpDid) {
  const RealServer server;
  RawStream stream(server.address());
  for (uint64_t id = 0; id < 20; ++id) {
    const std::string data = MakePayload(id * 100);
    v1::Op op = MakeOp(id, data, static_cast<uint32_t>(id * 50));
    const bool with_crc = id % 3 != 0;
    if (with_crc) op.set_crc32c(Crc32c(data));
    ASSERT_TRUE(stream.Write(op));
    const v1::OpReply reply = ReadOne(stream);
    EXPECT_EQ(reply.has_crc32c(), with_crc);
    if (with_crc) {
      EXPECT_EQ(reply.crc32c(), Crc32c(reply.data()));
    }
  }
  ExpectEndsWell(stream);
}

TEST(Wire, CrcIsTheStandardOne) {
  const RealServer server;
  RawStream stream(server.address());
  v1::Op op = MakeOp(1, "123456789");
  op.set_crc32c(0xe3069283);
  ASSERT_TRUE(stream.Write(op));
  // The crc of no bytes is 0, and it is there all the same.
  const v1::OpReply reply = ReadOne(stream);
  EXPECT_TRUE(reply.has_crc32c());
  EXPECT_EQ(reply.crc32c(), 0);
  ExpectEndsWell(stream);
}

TEST(Wire, WrongCrcEndsTheStreamWithDataLossAndBothNumbers) {
  RealServer server;
  RawStream stream(server.address());
  constexpr uint64_t kGood = 50;
  for (uint64_t id = 0; id < kGood; ++id) {
    ASSERT_TRUE(stream.Write(MakeOp(id, "good", 10)));
  }
  v1::Op bad = MakeOp(777, "123456789");
  bad.set_crc32c(0xe3069284);
  ASSERT_TRUE(stream.Write(bad));
  stream.Write(MakeOp(778, "never looked at"));
  // Ops before the bad one are answered, nothing after.
  std::set<uint64_t> answered;
  v1::OpReply reply;
  while (stream.Read(&reply)) answered.insert(reply.id());
  EXPECT_EQ(answered.size(), kGood);
  EXPECT_EQ(answered.count(777), 0);
  const grpc::Status status = stream.Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DATA_LOSS);
  EXPECT_THAT(status.error_message(), HasSubstr("777"));
  EXPECT_THAT(status.error_message(), HasSubstr("0xe3069283"));
  EXPECT_THAT(status.error_message(), HasSubstr("0xe3069284"));
  EXPECT_THAT(server.Stop(), HasSubstr("1 broken; ops refused: 1"));
}

TEST(Wire, HalfCloseIsAnsweredWithEverythingThatWasReceivedAndOk) {
  RealServer server;
  RawStream stream(server.address());
  constexpr uint64_t kOps = 500;
  for (uint64_t id = 0; id < kOps; ++id) {
    ASSERT_TRUE(stream.Write(MakeOp(id, "x", 20)));
  }
  stream.WritesDone();
  std::set<uint64_t> answered;
  v1::OpReply reply;
  while (stream.Read(&reply)) {
    EXPECT_TRUE(answered.insert(reply.id()).second) << reply.id();
  }
  EXPECT_EQ(answered.size(), kOps);
  EXPECT_TRUE(stream.Finish().ok());
  EXPECT_THAT(server.Stop(), HasSubstr("streams: 1 in all, 0 broken"));
}

TEST(Wire, StreamWithoutAnyOpEndsWithOk) {
  const RealServer server;
  RawStream stream(server.address());
  ExpectEndsWell(stream);
}

TEST(Wire, OpOverTheLimitIsRefusedAfterThoseBeforeItAreAnswered) {
  ServerSetup setup;
  setup.flags = {"--max_message_bytes=100"};
  const RealServer server(setup);
  RawStream stream(server.address());
  ASSERT_TRUE(stream.Write(MakeOp(1, std::string(100, 'x'), 100)));
  ASSERT_TRUE(stream.Write(MakeOp(2, std::string(101, 'x'))));
  EXPECT_EQ(ReadOne(stream).id(), 1);
  v1::OpReply none;
  EXPECT_FALSE(stream.Read(&none));
  const grpc::Status status = stream.Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_THAT(status.error_message(),
              HasSubstr("carries 101 bytes, the server's --max_message_bytes "
                        "is 100"));
}

TEST(Health, ServerAndMessengerAreServing) {
  const RealServer server;
  using Health = grpc::health::v1::Health;
  for (const std::string service : {"", "grpc_perf_msgr.v1.Messenger"}) {
    grpc::ClientContext context;
    BeginCall(context);
    grpc::health::v1::HealthCheckRequest request;
    request.set_service(service);
    grpc::health::v1::HealthCheckResponse response;
    const grpc::Status status = Health::NewStub(RawChannel(server.address()))
                                    ->Check(&context, request, &response);
    EXPECT_TRUE(status.ok())
        << "\"" << service << "\" " << status.error_message();
    EXPECT_EQ(response.status(),
              grpc::health::v1::HealthCheckResponse::SERVING);
  }
}

TEST(Reflection, ListsTheServices) {
  const RealServer server;
  // ServerReflectionRequest { list_services: "*" }: field 7, one byte long.
  const grpc::Slice request_bytes(std::string("\x3a\x01*"));
  const grpc::ByteBuffer request(&request_bytes, 1);
  grpc::GenericStub stub(RawChannel(server.address()));
  grpc::ClientContext context;
  BeginCall(context);
  grpc::CompletionQueue queue;
  // One message each way: on the wire that is a unary call.
  auto call = stub.PrepareUnaryCall(
      &context,
      "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", request,
      &queue);
  call->StartCall();
  grpc::ByteBuffer response;
  grpc::Status status;
  call->Finish(&response, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  ASSERT_TRUE(queue.Next(&tag, &ok));
  ASSERT_TRUE(status.ok()) << status.error_message();
  grpc::Slice text;
  ASSERT_TRUE(response.DumpToSingleSlice(&text).ok());
  const std::string services(reinterpret_cast<const char*>(text.begin()),
                             text.size());
  EXPECT_THAT(services, HasSubstr("grpc_perf_msgr.v1.Messenger"));
  EXPECT_THAT(services, HasSubstr("grpc_perf_msgr.v1.Control"));
  EXPECT_THAT(services, HasSubstr("grpc.health.v1.Health"));
}

TEST(ThreadsOnTheWire, EachServesSomeOfEightStreams) {
  ServerSetup setup;
  setup.threads = 4;
  const RealServer server(setup);
  const Load load = {8, 4, 200, 0, 64};
  ExpectComplete(RunClient(server.address(), load), load);
  const v1::ServerCounters counters = ReadCounters(server.address());
  ASSERT_EQ(counters.streams_by_thread_size(), 4);
  uint64_t streams = 0;
  for (const uint64_t on_thread : counters.streams_by_thread()) {
    EXPECT_GE(on_thread, 1) << counters.ShortDebugString();
    streams += on_thread;
  }
  EXPECT_EQ(streams, 8);
  EXPECT_EQ(counters.streams_total(), 8);
  EXPECT_EQ(counters.messages(), 8 * 200);
}

}  // namespace
}  // namespace grpc_perf_msgr
