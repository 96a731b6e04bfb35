// The network between client and server in words.
#ifndef GRPC_PERF_MSGR_CLIENT_REPORT_NETWORK_H_
#define GRPC_PERF_MSGR_CLIENT_REPORT_NETWORK_H_

#include <string>

#include "client/report/layout.h"
#include "proto/result.pb.h"

namespace grpc_perf_msgr {

// "loopback (lo, MTU 65536)", "unix socket", or both ends: "client 10.0.0.1 on
// eth0 (nic virtio_net, MTU 1500)" and "server 10.0.0.2 on eth0 (veth: ...)".
// What is not known is left out; an end that is not known says so.
Row DescribeNetwork(const v1::NetworkPath& network);

// Whether nothing lies between the ends but one kernel: loopback or a unix
// socket. False where it is not known.
bool IsWithinOneHost(const v1::NetworkPath& network);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_REPORT_NETWORK_H_
