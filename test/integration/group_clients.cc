#include "test/integration/group_clients.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "test/integration/process.h"

namespace grpc_perf_msgr {

using google::protobuf::util::MessageDifferencer;
using ::testing::HasSubstr;

std::vector<std::string> GroupFlags(
    int size, const std::string& member,
    const std::vector<std::string>& more_flags) {
  std::vector<std::string> flags = {
      "--group=g", absl::StrCat("--group_size=", size),
      absl::StrCat("--group_member=", member), "--interval=20ms"};
  flags.insert(flags.end(), more_flags.begin(), more_flags.end());
  return flags;
}

GroupClients StartGroup(const std::string& server, int size, const Load& load,
                        const std::vector<std::string>& more_flags) {
  GroupClients clients;
  for (int i = 0; i < size; ++i) {
    clients.push_back(std::make_unique<RealClient>(
        server, load,
        GroupFlags(size, absl::StrCat("client-", i), more_flags)));
  }
  return clients;
}

void WaitUntilSays(RealClient& client, const std::string& text) {
  EXPECT_TRUE(WaitUntil([&] {
    return client.Err().find(text) != std::string::npos;
  })) << client.Err();
}

v1::Result ExpectMerged(GroupClients& clients, int exit_status) {
  v1::Result first;
  int printed = 0;
  for (const auto& client : clients) {
    EXPECT_EQ(client->ExitStatus(), exit_status) << client->Err();
    const v1::Result result = client->Result();
    if (client == clients[0]) first = result;
    EXPECT_TRUE(MessageDifferencer::Equals(first, result));
    if (client->Out().empty()) {
      EXPECT_THAT(client->Err(), HasSubstr("the result of group g is printed"));
    } else {
      EXPECT_THAT(client->Out(), HasSubstr("Group "));
      ++printed;
    }
  }
  EXPECT_EQ(printed, 1);
  EXPECT_TRUE(first.has_group());
  return first;
}

}  // namespace grpc_perf_msgr
