#include "client/transport/grpc/grpc_channel.h"

#include <grpc/grpc.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/clock.h"
#include "common/grpc/grpc_runtime.h"
#include "proto/control.grpc.pb.h"

namespace grpc_perf_msgr {
namespace {

constexpr int64_t kStopCheckIntervalNs = 100 * kNanosPerMilli;

std::string GrpcTarget(const Endpoint& server) {
  // With a slash behind the colon gRPC takes a unix path as a URI; without one
  // it is taken as it stands, relative or absolute.
  if (server.is_unix()) return absl::StrCat("unix:", server.unix_path);
  if (server.is_ipv6()) {
    return absl::StrCat("ipv6:[", server.host, "]:", server.port);
  }
  return absl::StrCat("dns:///", server.host, ":", server.port);
}

}  // namespace

std::shared_ptr<grpc::Channel> MakeChannel(const Endpoint& server,
                                           const GrpcArgs& args) {
  grpc::ChannelArguments arguments;
  // First: of two values for a key gRPC takes the first.
  for (const GrpcArg& arg : args.args) {
    if (arg.number.has_value()) {
      arguments.SetInt(arg.key, *arg.number);
    } else {
      arguments.SetString(arg.key, arg.value);
    }
  }
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 500);
  arguments.SetMaxReceiveMessageSize(-1);
  // A unix socket has no host name for HTTP/2's :authority.
  if (server.is_unix()) {
    arguments.SetString(GRPC_ARG_DEFAULT_AUTHORITY, "localhost");
  }
  return grpc::CreateCustomChannel(
      GrpcTarget(server), grpc::InsecureChannelCredentials(), arguments);
}

absl::Status ConnectChannel(grpc::Channel& channel, const Endpoint& server,
                            int64_t timeout_ns, const StopSignal& stop) {
  const int64_t deadline_ns = SteadyNowNs() + timeout_ns;
  for (int64_t left_ns = timeout_ns; left_ns > 0;
       left_ns = deadline_ns - SteadyNowNs()) {
    if (stop.load() != StopLevel::kNone) {
      return absl::CancelledError("stopped while connecting");
    }
    if (channel.WaitForConnected(
            GrpcDeadline(std::min(left_ns, kStopCheckIntervalNs)))) {
      return absl::OkStatus();
    }
  }
  // The channel does not say why; a call that does not wait fails with it.
  auto stub = v1::Control::NewStub(
      std::shared_ptr<grpc::Channel>(&channel, [](grpc::Channel*) {}));
  grpc::ClientContext context;
  context.set_deadline(GrpcDeadline(kStopCheckIntervalNs));
  v1::GetInfoResponse response;
  const grpc::Status status =
      stub->GetInfo(&context, v1::GetInfoRequest(), &response);
  return absl::UnavailableError(absl::StrFormat(
      "could not connect to %s within %.3g s: %s", server.ToString(),
      static_cast<double>(timeout_ns) / kNanosPerSecond,
      status.ok() ? "it answered only then"
      : status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED
          ? "nothing there answers as gRPC does"
          : status.error_message()));
}

}  // namespace grpc_perf_msgr
