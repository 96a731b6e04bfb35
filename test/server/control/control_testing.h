// A control plane in this process, and stubs that ask it.
#ifndef GRPC_PERF_MSGR_TEST_SERVER_CONTROL_CONTROL_TESTING_H_
#define GRPC_PERF_MSGR_TEST_SERVER_CONTROL_CONTROL_TESTING_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "server/control_source.h"

namespace grpc_perf_msgr {

// Counts how often it was asked for counters: that is what it says.
class MadeUpSource final : public ControlSource {
 public:
  v1::GetInfoResponse Info() override {
    v1::GetInfoResponse info;
    info.set_version("made up");
    info.mutable_conditions()->set_threads(7);
    return info;
  }
  v1::ServerCounters Counters() override {
    v1::ServerCounters counters;
    counters.set_messages(++asked_);
    return counters;
  }

 private:
  std::atomic<uint64_t> asked_ = 0;
};

// A connection of its own to `address`.
inline std::shared_ptr<grpc::Channel> NewChannel(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(),
                                   arguments);
}

// For one call: it waits for the connection, and fails rather than hang.
class Call : public grpc::ClientContext {
 public:
  Call() {
    set_wait_for_ready(true);
    set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
  }
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_SERVER_CONTROL_CONTROL_TESTING_H_
