// Both ends of a connection on the client's thread, with a pipe in memory
// between them: what a run costs when no system call is made and no network is
// there.
#ifndef GRPC_PERF_MSGR_CLIENT_TRANSPORT_INPROC_INPROC_TRANSPORT_H_
#define GRPC_PERF_MSGR_CLIENT_TRANSPORT_INPROC_INPROC_TRANSPORT_H_

#include <memory>

#include "absl/strings/string_view.h"
#include "client/load/workload.h"
#include "client/transport/transport.h"

namespace grpc_perf_msgr {

// The sessions of tcp, or of msgr2, on both ends. Both arguments must outlive
// what is returned. The thread never sleeps, as with --busy_poll.
std::unique_ptr<Transport> MakeInprocTcp(const Workload& workload,
                                         absl::string_view payload);
std::unique_ptr<Transport> MakeInprocMsgr2(const Workload& workload,
                                           absl::string_view payload);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_TRANSPORT_INPROC_INPROC_TRANSPORT_H_
