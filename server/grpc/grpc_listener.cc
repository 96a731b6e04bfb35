#include "server/grpc/grpc_listener.h"

#include <grpc/grpc.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/clock.h"
#include "common/group.h"
#include "common/grpc/grpc_runtime.h"
#include "common/grpc/listen_uri.h"
#include "server/address_check.h"
#include "server/grpc/grpc_callback_service.h"
#include "server/grpc/grpc_worker.h"
#include "server/refusal_log.h"

namespace grpc_perf_msgr {
namespace {

// What an Op adds to its payload on the wire, at most; the payload itself is
// checked by OpHandler.
constexpr uint64_t kOpOverheadBytes = 64;

}  // namespace

struct GrpcListener::Impl {
  Impl(const Endpoint& listen, const ServerOptions& options, StreamLimit& limit,
       AddServices add_services)
      : listen(listen),
        options(options),
        limit(limit),
        add_services(std::move(add_services)) {}

  const Endpoint& listen;
  const ServerOptions& options;
  StreamLimit& limit;
  const AddServices add_services;
  RefusalLog log{"grpc"};
  GrpcServices services;
  // Either these threads, or gRPC's own.
  std::vector<std::unique_ptr<GrpcWorker>> workers;
  std::unique_ptr<GrpcCallbackService> callback;
  std::unique_ptr<grpc::Server> server;
  int port = 0;
};

GrpcListener::GrpcListener(const Endpoint& listen, const ServerOptions& options,
                           StreamLimit& limit, AddServices add_services)
    : impl_(std::make_unique<Impl>(listen, options, limit,
                                   std::move(add_services))) {}

GrpcListener::~GrpcListener() { Stop(0).IgnoreError(); }

absl::Status GrpcListener::Start() {
  const ServerOptions& options = impl_->options;
  absl::Status status = CheckListenAddress(impl_->listen);
  if (!status.ok()) return status;
  grpc::ServerBuilder builder;
  // First: of two values for a key gRPC takes the first.
  for (const GrpcArg& arg : options.grpc_args.args) {
    if (arg.number.has_value()) {
      builder.AddChannelArgument(arg.key, *arg.number);
    } else {
      builder.AddChannelArgument(arg.key, arg.value);
    }
  }
  // Otherwise a second server would share the port and half of the load.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  // Groups' messages must pass; ops over the limit are refused by OpHandler,
  // too.
  // Not by SetMaxReceiveMessageSize, which comes before all arguments.
  builder.AddChannelArgument(
      GRPC_ARG_MAX_RECEIVE_MESSAGE_LENGTH,
      static_cast<int>(
          std::max<uint64_t>(options.max_message_bytes, 2 * kGroupPartBytes) +
          kOpOverheadBytes));
  builder.AddListeningPort(GrpcListenUri(impl_->listen),
                           grpc::InsecureServerCredentials(), &impl_->port);
  impl_->add_services(builder);
  if (options.callback_api) {
    impl_->callback = std::make_unique<GrpcCallbackService>(
        options, impl_->limit, impl_->log);
    builder.RegisterService(impl_->callback.get());
  } else {
    builder.RegisterService(&impl_->services.messenger);
    builder.RegisterService(&impl_->services.bytes_messenger);
    builder.RegisterService(&impl_->services.unary_messenger);
  }
  for (uint32_t i = 0; !options.callback_api && i < options.threads; ++i) {
    impl_->workers.push_back(std::make_unique<GrpcWorker>(
        options, i, impl_->services, builder.AddCompletionQueue(), impl_->limit,
        impl_->log));
  }
  impl_->server = builder.BuildAndStart();
  if (impl_->server == nullptr) {
    return absl::UnavailableError(absl::StrCat(
        "cannot listen on ", impl_->listen.ToString(),
        "; GRPC_VERBOSITY=error in the environment shows gRPC's reason"));
  }
  for (auto& worker : impl_->workers) worker->Start();
  return absl::OkStatus();
}

std::string GrpcListener::bound_address() const {
  Endpoint bound = impl_->listen;
  bound.port = bound_port();
  return bound.ToString();
}

uint16_t GrpcListener::bound_port() const {
  if (impl_->listen.is_unix()) return 0;
  return static_cast<uint16_t>(impl_->port);
}

absl::Status GrpcListener::Stop(int64_t drain_timeout_ns) {
  if (impl_->server == nullptr) return absl::OkStatus();
  const gpr_timespec deadline = GrpcDeadline(drain_timeout_ns);
  v1::ServerCounters before;
  AddCounters(before);
  impl_->server->Shutdown(deadline);
  // Shutdown returned because all streams ended, or because it was time.
  const bool timed_out =
      gpr_time_cmp(gpr_now(GPR_CLOCK_MONOTONIC), deadline) >= 0;
  for (auto& worker : impl_->workers) worker->Stop();
  impl_->server.reset();
  v1::ServerCounters after;
  AddCounters(after);
  const uint64_t cut = after.streams_broken() - before.streams_broken();
  if (timed_out && cut > 0) {
    return absl::DeadlineExceededError(absl::StrCat(
        cut, " stream(s) were still open after --drain_timeout and were cut"));
  }
  return absl::OkStatus();
}

void GrpcListener::AddCounters(v1::ServerCounters& counters) const {
  for (const auto& worker : impl_->workers) worker->AddCounters(counters);
  if (impl_->callback) impl_->callback->AddCounters(counters);
}

}  // namespace grpc_perf_msgr
