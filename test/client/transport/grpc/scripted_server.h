// A gRPC server in the test's process that follows a script, for all APIs of
// the client and both codecs.
#ifndef GRPC_PERF_MSGR_TEST_CLIENT_TRANSPORT_GRPC_SCRIPTED_SERVER_H_
#define GRPC_PERF_MSGR_TEST_CLIENT_TRANSPORT_GRPC_SCRIPTED_SERVER_H_

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/server.h>

#include <atomic>
#include <cstdint>
#include <memory>

#include "common/endpoint.h"

namespace grpc_perf_msgr {

// What is wrong with a server.
enum class Script {
  kNothing,
  // At the end of a stream, when the client has half-closed it:
  kNeverEnds,
  kEndsWithError,
  // One more reply, to the last op of the stream once more.
  kAnswersAfterTheEnd,
  // At the op after the good ones, on whichever stream it comes:
  kEndsEarly,
  kErrorEarly,
  kAnswersTwice,
  kUnknownId,
  kWrongSize,
  // Of a reply whose checksum was wanted.
  kFlippedBit,
  kNoChecksum,
  kGarbage,
  kSilent,
};

class ScriptedServer : private grpc::CallbackGenericService {
 public:
  // Answers the first `good` ops as it should in any case.
  ScriptedServer(Script script, uint64_t good);
  // Cancels what goes on.
  ~ScriptedServer() override;

  // Loopback, a free port.
  const Endpoint& endpoint() const { return endpoint_; }
  // A unix socket of its own.
  const Endpoint& unix_endpoint() const { return unix_endpoint_; }
  // Ops that came, on all streams.
  uint64_t ops() const { return ops_.load(); }

 private:
  class Reactor;

  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override;

  const Script script_;
  const uint64_t good_;
  std::atomic<uint64_t> ops_{0};
  Endpoint endpoint_;
  Endpoint unix_endpoint_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_CLIENT_TRANSPORT_GRPC_SCRIPTED_SERVER_H_
