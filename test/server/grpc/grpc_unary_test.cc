// Unary calls of the server, within the process.
#include "server/grpc/grpc_unary.h"

#include <gmock/gmock.h>
#include <grpcpp/client_context.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>

#include "common/payload.h"
#include "proto/messenger.grpc.pb.h"
#include "server/grpc/grpc_worker.h"
#include "server/options.h"
#include "test/server/grpc/in_process_server.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

class GrpcServerUnary : public ::testing::TestWithParam<bool> {
 protected:
  static ServerOptions Options() {
    ServerOptions options;
    options.max_message_bytes = 10'000;
    options.busy_poll = GetParam();
    return options;
  }
  grpc::Status Call(const v1::Op& op, v1::OpReply* reply) {
    grpc::ClientContext context;
    return stub_->Exchange(&context, op, reply);
  }

  InProcessServer server_{Options()};
  const std::unique_ptr<v1::UnaryMessenger::Stub> stub_ =
      v1::UnaryMessenger::NewStub(server_.channel());
};

INSTANTIATE_TEST_SUITE_P(BusyPoll, GrpcServerUnary, ::testing::Bool());

TEST_P(GrpcServerUnary, AnswersEachCall) {
  for (uint64_t id = 1; id <= 100; ++id) {
    v1::Op op;
    op.set_id(id);
    op.set_data("123456789");
    op.set_reply_bytes(static_cast<uint32_t>(id));
    if (id % 2 == 0) op.set_crc32c(0xe3069283);
    v1::OpReply reply;
    ASSERT_TRUE(Call(op, &reply).ok());
    EXPECT_EQ(reply.id(), id);
    EXPECT_EQ(reply.data(), MakePayload(id));
    EXPECT_EQ(reply.has_crc32c(), id % 2 == 0);
  }
  EXPECT_EQ(server_.Counters().messages(), 100);
  // A call is no stream.
  EXPECT_EQ(server_.Counters().streams_total(), 0);
}

TEST_P(GrpcServerUnary, RefusesACallAndAnswersTheNext) {
  v1::Op op;
  op.set_id(5);
  op.set_crc32c(1);
  v1::OpReply reply;
  const grpc::Status wrong = Call(op, &reply);
  EXPECT_EQ(wrong.error_code(), grpc::StatusCode::DATA_LOSS);
  EXPECT_THAT(wrong.error_message(), HasSubstr("op 5: crc32c"));
  op.clear_crc32c();
  op.set_reply_bytes(10'001);
  EXPECT_EQ(Call(op, &reply).error_code(),
            grpc::StatusCode::RESOURCE_EXHAUSTED);
  op.set_reply_bytes(1);
  EXPECT_TRUE(Call(op, &reply).ok());
  EXPECT_EQ(server_.Counters().errors(), 2);
  EXPECT_EQ(server_.Counters().messages(), 1);
}

}  // namespace
}  // namespace grpc_perf_msgr
