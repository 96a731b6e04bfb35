#include "test/integration/raw_client.h"

#include <grpc/grpc.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>
#include <gtest/gtest.h>

#include <chrono>

#include "absl/time/time.h"
#include "proto/control.grpc.pb.h"
#include "test/integration/process.h"

namespace grpc_perf_msgr {

std::shared_ptr<grpc::Channel> RawChannel(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetMaxReceiveMessageSize(-1);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(),
                                   arguments);
}

void BeginCall(grpc::ClientContext& context) {
  context.set_wait_for_ready(true);
  context.set_deadline(std::chrono::system_clock::now() +
                       absl::ToChronoMilliseconds(kPatience));
}

v1::ServerCounters ReadCounters(const std::string& address) {
  grpc::ClientContext context;
  BeginCall(context);
  v1::GetCountersResponse response;
  const grpc::Status status =
      v1::Control::NewStub(RawChannel(address))
          ->GetCounters(&context, v1::GetCountersRequest(), &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response.counters();
}

v1::Op MakeOp(uint64_t id, const std::string& data, uint32_t reply_bytes) {
  v1::Op op;
  op.set_id(id);
  op.set_data(data);
  op.set_reply_bytes(reply_bytes);
  return op;
}

RawStream::RawStream(const std::string& address)
    : stub_(v1::Messenger::NewStub(RawChannel(address))) {
  BeginCall(context_);
  stream_ = stub_->Exchange(&context_);
}

RawStream::~RawStream() {
  if (finished_) return;
  Cancel();
  Finish();
}

grpc::Status RawStream::Finish() {
  finished_ = true;
  return stream_->Finish();
}

}  // namespace grpc_perf_msgr
