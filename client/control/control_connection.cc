#include "client/control/control_connection.h"

#include <grpcpp/client_context.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/transport/grpc/grpc_channel.h"
#include "common/clock.h"
#include "common/grpc/grpc_runtime.h"
#include "common/grpc/status.h"
#include "proto/control.grpc.pb.h"
#include "proto/health.grpc.pb.h"

namespace grpc_perf_msgr {
namespace {

// Long enough for a distant host; a run waits for it before it begins.
constexpr int64_t kCallTimeoutNs = kNanosPerSecond;
// For one that is busy, when it had not answered in that time.
constexpr int64_t kAgainTimeoutNs = 4 * kNanosPerSecond;

bool IsConnectionLost(const grpc::Status& status) {
  return status.error_code() == grpc::StatusCode::UNAVAILABLE ||
         status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED;
}

// A socket's path without the folder, which may be mounted elsewhere.
absl::string_view FileName(absl::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

// Whether the server that told `info` has the address `data`. A host may have
// many names, and a folder be another in a container, so that only the port or
// the name of the socket is compared.
bool Serves(const v1::GetInfoResponse& info, const Endpoint& data) {
  const absl::StatusOr<std::vector<Endpoint>> listen =
      ParseEndpoints(info.conditions().listen());
  // A newer server may listen in ways that this program does not know.
  if (!listen.ok()) return true;
  return std::any_of(
      listen->begin(), listen->end(), [&](const Endpoint& endpoint) {
        return endpoint.scheme == data.scheme && endpoint.port == data.port &&
               endpoint.is_unix() == data.is_unix() &&
               FileName(endpoint.unix_path) == FileName(data.unix_path);
      });
}

}  // namespace

struct ControlConnection::Impl {
  Impl(const Endpoint& address, DebugLog debug)
      : address(address), debug(std::move(debug)) {
    Renew();
  }

  void Renew() {
    channel = MakeChannel(address, GrpcArgs());
    control = v1::Control::NewStub(channel);
    health = grpc::health::v1::Health::NewStub(channel);
  }

  // Makes the call `function(context)` and says so; a second time on a new
  // connection where `tries` is 2 and the first was lost.
  template <typename Function>
  absl::Status Call(const char* name, int64_t timeout_ns, int tries,
                    const Function& function) {
    for (int left = tries;; Renew()) {
      grpc::ClientContext context;
      context.set_deadline(GrpcDeadline(timeout_ns));
      const int64_t begin_ns = SteadyNowNs();
      const grpc::Status status = function(context);
      if (debug.on()) {
        debug.Say(name, " took ", (SteadyNowNs() - begin_ns) / kNanosPerMicro,
                  " us: ", ToAbslStatus(status).ToString());
      }
      if (--left == 0 || !IsConnectionLost(status)) return ToAbslStatus(status);
      timeout_ns = kAgainTimeoutNs;
    }
  }

  absl::StatusOr<v1::GetInfoResponse> GetInfo(int64_t timeout_ns, int tries) {
    v1::GetInfoResponse response;
    absl::Status status =
        Call("GetInfo", timeout_ns, tries, [&](grpc::ClientContext& context) {
          return control->GetInfo(&context, v1::GetInfoRequest(), &response);
        });
    if (!status.ok()) return status;
    return response;
  }

  const Endpoint address;
  const DebugLog debug;
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<v1::Control::Stub> control;
  std::unique_ptr<grpc::health::v1::Health::Stub> health;
};

ControlConnection::ControlConnection(const Endpoint& address, DebugLog debug)
    : impl_(std::make_unique<Impl>(address, std::move(debug))) {}

ControlConnection::~ControlConnection() = default;

const Endpoint& ControlConnection::address() const { return impl_->address; }

const DebugLog& ControlConnection::debug() const { return impl_->debug; }

std::shared_ptr<grpc::Channel> ControlConnection::channel() const {
  return impl_->channel;
}

absl::Status ControlConnection::Connect(int64_t timeout_ns,
                                        const StopSignal& stop) {
  absl::Status status =
      ConnectChannel(*impl_->channel, impl_->address, timeout_ns, stop);
  impl_->debug.Say("connect: ", status.ToString());
  return status;
}

absl::StatusOr<v1::GetInfoResponse> ControlConnection::GetInfo() {
  return impl_->GetInfo(kCallTimeoutNs, /*tries=*/2);
}

absl::StatusOr<v1::GetInfoResponse> ControlConnection::FindInfo(
    const Endpoint& data) {
  absl::StatusOr<v1::GetInfoResponse> info =
      impl_->GetInfo(kCallTimeoutNs, /*tries=*/1);
  if (!info.ok() || Serves(*info, data)) return info;
  return absl::FailedPreconditionError(
      absl::StrCat("the control plane at ", impl_->address.ToString(),
                   " is that of a server on ", info->conditions().listen(),
                   ", not on ", data.ToString()));
}

absl::StatusOr<v1::ServerCounters> ControlConnection::GetCounters(bool once) {
  v1::GetCountersResponse response;
  absl::Status status =
      impl_->Call("GetCounters", kCallTimeoutNs, once ? 1 : 2,
                  [&](grpc::ClientContext& context) {
                    return impl_->control->GetCounters(
                        &context, v1::GetCountersRequest(), &response);
                  });
  if (!status.ok()) return status;
  return response.counters();
}

absl::Status ControlConnection::CheckHealth(int64_t timeout_ns,
                                            const StopSignal& stop) {
  const int64_t deadline_ns = SteadyNowNs() + timeout_ns;
  absl::Status status = Connect(timeout_ns, stop);
  if (!status.ok()) return status;
  const int64_t left_ns = std::max<int64_t>(0, deadline_ns - SteadyNowNs());
  using Response = grpc::health::v1::HealthCheckResponse;
  Response response;
  status = impl_->Call(
      "Health.Check", left_ns, /*tries=*/1, [&](grpc::ClientContext& context) {
        return impl_->health->Check(
            &context, grpc::health::v1::HealthCheckRequest(), &response);
      });
  if (status.ok() && response.status() != Response::SERVING) {
    return absl::UnavailableError(absl::StrCat(
        impl_->address.ToString(), " answers, but its health is ",
        Response::ServingStatus_Name(response.status()), ", not SERVING"));
  }
  return status;
}

absl::Status ControlConnection::TellGroup(const v1::GroupTell& tell,
                                          int64_t timeout_ns) {
  return impl_->Call("TellGroup", timeout_ns, /*tries=*/1,
                     [&](grpc::ClientContext& context) {
                       v1::GroupTold told;
                       return impl_->control->TellGroup(&context, tell, &told);
                     });
}

}  // namespace grpc_perf_msgr
