// The generated client stubs, connected to a server: for tests that speak the
// wire protocol themselves.
#ifndef GRPC_PERF_MSGR_TEST_INTEGRATION_RAW_CLIENT_H_
#define GRPC_PERF_MSGR_TEST_INTEGRATION_RAW_CLIENT_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/sync_stream.h>

#include <cstdint>
#include <memory>
#include <string>

#include "proto/control.pb.h"
#include "proto/messenger.grpc.pb.h"

namespace grpc_perf_msgr {

// A channel with its own connection, which any call waits for.
std::shared_ptr<grpc::Channel> RawChannel(const std::string& address);

// Prepares a call: it waits for the connection, and fails rather than hang.
void BeginCall(grpc::ClientContext& context);

// What the server counts right now.
v1::ServerCounters ReadCounters(const std::string& address);

v1::Op MakeOp(uint64_t id, const std::string& data = "",
              uint32_t reply_bytes = 0);

// One Exchange stream on its own connection.
class RawStream {
 public:
  explicit RawStream(const std::string& address);
  // Cancels a stream that was not finished.
  ~RawStream();
  RawStream(const RawStream&) = delete;
  RawStream& operator=(const RawStream&) = delete;

  bool Write(const v1::Op& op) { return stream_->Write(op); }
  bool Read(v1::OpReply* reply) { return stream_->Read(reply); }
  void WritesDone() { stream_->WritesDone(); }
  void Cancel() { context_.TryCancel(); }
  // After the last Read: how the server ended the stream.
  grpc::Status Finish();

 private:
  grpc::ClientContext context_;
  std::unique_ptr<v1::Messenger::Stub> stub_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::Op, v1::OpReply>> stream_;
  bool finished_ = false;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_INTEGRATION_RAW_CLIENT_H_
