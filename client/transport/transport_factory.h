// The only place that knows which transports there are.
#ifndef GRPC_PERF_MSGR_CLIENT_TRANSPORT_TRANSPORT_FACTORY_H_
#define GRPC_PERF_MSGR_CLIENT_TRANSPORT_TRANSPORT_FACTORY_H_

#include <memory>

#include "absl/status/statusor.h"
#include "client/load/workload.h"
#include "client/transport/transport.h"

namespace grpc_perf_msgr {

// A transport for one thread of `workload`, as the scheme of its address says;
// not yet connected. `payload` (workload.window.bytes long) is what every Op
// carries. Any thread.
absl::StatusOr<std::unique_ptr<Transport>> MakeTransport(
    const Workload& workload, absl::string_view payload);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_TRANSPORT_TRANSPORT_FACTORY_H_
