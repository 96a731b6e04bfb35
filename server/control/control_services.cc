#include "server/control/control_services.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>

namespace grpc_perf_msgr {

void ControlServices::AddTo(grpc::ServerBuilder& builder) {
  // For every server that is built from here on.
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  builder.RegisterService(&control_);
  builder.RegisterService(&health_);
}

void ControlServices::Shutdown() {
  health_.Shutdown();
  groups_.Stop();
}

}  // namespace grpc_perf_msgr
