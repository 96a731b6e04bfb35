// Real clients that are a group.
#ifndef GRPC_PERF_MSGR_TEST_INTEGRATION_GROUP_CLIENTS_H_
#define GRPC_PERF_MSGR_TEST_INTEGRATION_GROUP_CLIENTS_H_

#include <memory>
#include <string>
#include <vector>

#include "proto/result.pb.h"
#include "test/integration/real_client.h"

namespace grpc_perf_msgr {

using GroupClients = std::vector<std::unique_ptr<RealClient>>;

// Flags of the client called `member` of the group "g".
std::vector<std::string> GroupFlags(
    int size, const std::string& member,
    const std::vector<std::string>& more_flags = {});

// Starts all clients of the group: "client-0", "client-1", ...
GroupClients StartGroup(const std::string& server, int size, const Load& load,
                        const std::vector<std::string>& more_flags = {});

// Waits until `client` has said `text` on standard error; else a test failure.
void WaitUntilSays(RealClient& client, const std::string& text);

// All end with this status and the same merged result, and one of them printed
// it. Returns it.
v1::Result ExpectMerged(GroupClients& clients, int exit_status);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_INTEGRATION_GROUP_CLIENTS_H_
