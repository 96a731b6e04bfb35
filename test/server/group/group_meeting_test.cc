#include "server/group/group_meeting.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "common/group.h"
#include "common/mutex.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

constexpr int64_t kNow = 1'000'000'000'000;

class GroupMeetingTest : public ::testing::Test {
 protected:
  uint64_t Join(const std::string& member, uint32_t size) {
    v1::GroupJoin join;
    join.set_group("g");
    join.set_member(member);
    join.set_size(size);
    join.set_timeout_ns(1);
    const absl::StatusOr<uint64_t> ticket = meeting_.Join(join, kNow);
    EXPECT_TRUE(ticket.ok()) << ticket.status();
    return ticket.value_or(0);
  }
  absl::Status Part(uint64_t ticket, const std::string& data, bool last) {
    v1::GroupTell tell;
    tell.set_ticket(ticket);
    tell.mutable_part()->set_data(data);
    tell.mutable_part()->set_last(last);
    return meeting_.Tell(tell, kNow);
  }
  absl::Status BeginHandIn(uint64_t ticket) {
    v1::GroupTell tell;
    tell.set_ticket(ticket);
    tell.mutable_hand_in();
    return meeting_.Tell(tell, kNow);
  }
  std::shared_ptr<ClientGroup> GroupOf(uint64_t ticket) {
    const MutexLock lock(meeting_.mutex);
    return meeting_.tickets.at(ticket).place.group;
  }
  size_t BufferedBytes() {
    const MutexLock lock(meeting_.mutex);
    return meeting_.buffered_bytes;
  }

  GroupMeeting meeting_;
};

TEST_F(GroupMeetingTest, PutsPartsTogetherForHandInAndForMerge) {
  const uint64_t ticket = Join("a", 1);
  const auto group = GroupOf(ticket);
  ASSERT_TRUE(BeginHandIn(ticket).ok());
  ASSERT_TRUE(Part(ticket, "ab", false).ok());
  EXPECT_EQ(BufferedBytes(), 2);
  ASSERT_TRUE(Part(ticket, "cd", true).ok());
  EXPECT_EQ(BufferedBytes(), 0);
  EXPECT_EQ(group->seats[0].result, "abcd");
  EXPECT_EQ(group->state, ClientGroup::State::kMerging);
  ASSERT_TRUE(Part(ticket, "AB", false).ok());
  ASSERT_TRUE(Part(ticket, "CD", true).ok());
  EXPECT_EQ(*group->merged, "ABCD");
  EXPECT_EQ(group->state, ClientGroup::State::kDone);
}

TEST_F(GroupMeetingTest, HearsOfAClientByWhateverItSays) {
  const uint64_t ticket = Join("a", 1);
  v1::GroupTell tell;
  tell.set_ticket(ticket);
  tell.mutable_alive();
  ASSERT_TRUE(meeting_.Tell(tell, kNow + 5).ok());
  EXPECT_EQ(GroupOf(ticket)->seats[0].heard_ns, kNow + 5);
}

TEST_F(GroupMeetingTest, OneWhoLeftHasNoTicketAndHoldsNoMemory) {
  const uint64_t ticket = Join("a", 1);
  ASSERT_TRUE(BeginHandIn(ticket).ok());
  ASSERT_TRUE(Part(ticket, "ab", false).ok());
  meeting_.Leave(ticket, "its stream broke", kNow);
  EXPECT_EQ(BufferedBytes(), 0);
  EXPECT_EQ(Part(ticket, "cd", true).code(), absl::StatusCode::kNotFound);
  meeting_.Leave(ticket, "again", kNow);
}

TEST_F(GroupMeetingTest, WhatAClientWasRefusedForIsWhyItIsMissing) {
  const uint64_t staying = Join("a", 2);
  const uint64_t greedy = Join("b", 2);
  ASSERT_TRUE(BeginHandIn(greedy).ok());
  EXPECT_EQ(Part(greedy, std::string(kMaxHandInBytes + 1, 'x'), true).code(),
            absl::StatusCode::kResourceExhausted);
  meeting_.Leave(greedy, "its stream broke", kNow);
  EXPECT_THAT(GroupOf(staying)->seats[1].missing,
              HasSubstr("a result must have 4194304 bytes or less"));
}

TEST_F(GroupMeetingTest, AServerThatStopsTakesNobodyIn) {
  const uint64_t waiting = Join("a", 2);
  meeting_.Stop();
  EXPECT_EQ(GroupOf(waiting)->state, ClientGroup::State::kDone);
  v1::GroupJoin join;
  EXPECT_EQ(meeting_.Join(join, kNow).status().code(),
            absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace grpc_perf_msgr
