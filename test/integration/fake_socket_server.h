// The fake servers that speak the raw messenger's protocol and Ceph's.
#ifndef GRPC_PERF_MSGR_TEST_INTEGRATION_FAKE_SOCKET_SERVER_H_
#define GRPC_PERF_MSGR_TEST_INTEGRATION_FAKE_SOCKET_SERVER_H_

#include <cstdint>
#include <memory>

#include "test/integration/fake_server.h"

namespace grpc_perf_msgr {

// Either codec, as the client's hello says.
std::unique_ptr<FakeServer> MakeFakeTcpMessenger(Fault fault,
                                                 uint64_t good_messages);
std::unique_ptr<FakeServer> MakeFakeMsgr2Messenger(Fault fault,
                                                   uint64_t good_messages);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_INTEGRATION_FAKE_SOCKET_SERVER_H_
