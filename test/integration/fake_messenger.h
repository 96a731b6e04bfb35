// The fake server that speaks gRPC; keeps gRPC out of the tests.
#ifndef GRPC_PERF_MSGR_TEST_INTEGRATION_FAKE_MESSENGER_H_
#define GRPC_PERF_MSGR_TEST_INTEGRATION_FAKE_MESSENGER_H_

#include <cstdint>
#include <memory>

#include "test/integration/fake_server.h"

namespace grpc_perf_msgr {

// Serves Messenger, UnaryMessenger and BytesMessenger.
std::unique_ptr<FakeServer> MakeFakeMessenger(Fault fault,
                                              uint64_t good_messages);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_INTEGRATION_FAKE_MESSENGER_H_
