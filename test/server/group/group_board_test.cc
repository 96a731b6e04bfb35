#include "server/group/group_board.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/group.h"
#include "test/server/group/group_board_testing.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using State = ClientGroup::State;

TEST_F(GroupBoardTest, StartsWhenTheLastHasJoined) {
  const Place first = Join(Joining("a:1", 3));
  const Place second = Join(Joining("b:2", 3));
  EXPECT_EQ(first.group, second.group);
  EXPECT_EQ(second.index, 1);
  EXPECT_EQ(first.group->state, State::kGathering);
  EXPECT_EQ(first.group->Came(), "2 of 3 clients came (a:1, b:2)");
  Join(Joining("c:3", 3));
  EXPECT_EQ(first.group->state, State::kRunning);
  EXPECT_EQ(first.group->NotHandedIn(),
            "3 of 3 clients have not handed in yet (a:1, b:2, c:3)");
}

TEST_F(GroupBoardTest, AGroupOfOneStartsAtOnce) {
  EXPECT_EQ(Join(Joining("a:1", 1)).group->state, State::kRunning);
}

TEST_F(GroupBoardTest, GroupsDoNotMix) {
  const Place one = Join(Joining("a:1", 2, "g"));
  const Place other = Join(Joining("a:1", 2, "h"));
  EXPECT_NE(one.group, other.group);
  EXPECT_EQ(one.group->state, State::kGathering);
}

TEST_F(GroupBoardTest, ClientsOfOneNameAreToldApart) {
  const Place place = Join(Joining("a:1", 4));
  Join(Joining("a:1", 4));
  Join(Joining("a:1", 4));
  EXPECT_EQ(place.group->Came(), "3 of 4 clients came (a:1, a:1#2, a:1#3)");
}

TEST_F(GroupBoardTest, AMissedDeadlineNamesWhoCameAndHowManyAreMissing) {
  const Place first = Join(Joining("a:1", 4));
  now_ns_ += 59 * kSecond;
  const Place second = Join(Joining("b:2", 4));
  Look(first);
  EXPECT_EQ(first.group->state, State::kGathering);
  EXPECT_EQ(GroupBoard::NextLookNs(*first.group, now_ns_), now_ns_ + kSecond);
  now_ns_ += kSecond;
  // Whoever looks: the first deadline is everybody's.
  Look(second);
  EXPECT_EQ(first.group->state, State::kDone);
  EXPECT_EQ(first.group->failure.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_THAT(std::string(first.group->failure.message()),
              HasSubstr("group \"g\" is not complete: within 60 s, 2 of 4 "
                        "clients came (a:1, b:2); 2 missing"));
  // The name is free.
  EXPECT_EQ(Join(Joining("c:3", 2)).group->Came(), "1 of 2 clients came (c:3)");
}

TEST_F(GroupBoardTest, ALateClientDoesNotCompleteAGroupThatIsOver) {
  const Place first = Join(Joining("a:1", 2));
  now_ns_ += 60 * kSecond;
  const Place late = Join(Joining("b:2", 2));
  EXPECT_NE(late.group, first.group);
  EXPECT_EQ(first.group->state, State::kDone);
  EXPECT_EQ(late.group->state, State::kGathering);
}

TEST_F(GroupBoardTest, OneThatLeavesBeforeTheStartEndsTheGroup) {
  const Place first = Join(Joining("a:1", 3));
  const Place second = Join(Joining("b:2", 3));
  Leave(second, "its stream broke");
  EXPECT_EQ(first.group->state, State::kDone);
  EXPECT_EQ(first.group->failure,
            absl::UnavailableError("client 2 (b:2) of group \"g\" left before "
                                   "the start: its stream broke"));
  Leave(first, "it was told");
  EXPECT_EQ(Join(Joining("a:1", 3)).index, 0);
}

TEST_F(GroupBoardTest, TheFirstMergesWhenAllHaveHandedIn) {
  const std::vector<Place> places = Group(2);
  ASSERT_TRUE(HandIn(places[1], "one").ok());
  EXPECT_EQ(places[0].group->state, State::kRunning);
  EXPECT_EQ(places[0].group->NotHandedIn(),
            "1 of 2 clients have not handed in yet (m0)");
  ASSERT_TRUE(HandIn(places[0], "zero").ok());
  EXPECT_EQ(places[0].group->state, State::kMerging);
  EXPECT_EQ(places[0].group->merger, 0);
  EXPECT_EQ(board_.held_bytes(), 7);
  EXPECT_EQ(places[0].seat().start_delay_ns, 7);
  // Nobody else may.
  board_.SetMerged(places[1], "wrong");
  EXPECT_EQ(places[0].group->state, State::kMerging);
  board_.SetMerged(places[0], "both");
  EXPECT_EQ(places[0].group->state, State::kDone);
  EXPECT_TRUE(places[0].group->failure.ok());
  EXPECT_EQ(*places[0].group->merged, "both");
  EXPECT_EQ(board_.held_bytes(), 0);
  // The name is free while the others still fetch what was merged.
  EXPECT_EQ(Group(2)[0].group->state, State::kRunning);
  Leave(places[0], "");
  Leave(places[1], "");
  EXPECT_EQ(*places[0].group->merged, "both");
}

TEST_F(GroupBoardTest, OneThatDiesInTheRunIsLostAndTheOthersEnd) {
  const std::vector<Place> places = Group(3);
  Leave(places[0], "its stream broke");
  EXPECT_EQ(places[0].group->state, State::kRunning);
  EXPECT_EQ(places[0].seat().missing, "its stream broke");
  ASSERT_TRUE(HandIn(places[1], "one").ok());
  ASSERT_TRUE(HandIn(places[2], "two").ok());
  EXPECT_EQ(places[0].group->state, State::kMerging);
  EXPECT_EQ(places[0].group->merger, 1);
}

TEST_F(GroupBoardTest, TheLastToRunMayBeTheOneThatDies) {
  const std::vector<Place> places = Group(2);
  ASSERT_TRUE(HandIn(places[0], "zero").ok());
  Leave(places[1], "its stream broke");
  EXPECT_EQ(places[0].group->state, State::kMerging);
}

TEST_F(GroupBoardTest, AnotherMergesWhenTheMergerDies) {
  const std::vector<Place> places = Group(3);
  for (const Place& place : places) ASSERT_TRUE(HandIn(place, "x").ok());
  Leave(places[0], "its stream broke");
  EXPECT_EQ(places[0].group->merger, 1);
  // What it had handed in stays.
  EXPECT_EQ(places[0].seat().result, "x");
  EXPECT_EQ(places[0].seat().missing, "");
  Leave(places[2], "its stream broke");
  EXPECT_EQ(places[0].group->merger, 1);
  Leave(places[1], "its stream broke");
  EXPECT_EQ(places[0].group->state, State::kDone);
  EXPECT_FALSE(places[0].group->failure.ok());
  EXPECT_EQ(board_.held_bytes(), 0);
}

TEST_F(GroupBoardTest, WhenAllDieTheNameIsFree) {
  const std::vector<Place> places = Group(2);
  Leave(places[0], "its stream broke");
  Leave(places[1], "its stream broke");
  EXPECT_EQ(places[0].group->state, State::kDone);
  EXPECT_EQ(Join(Joining("a:1")).index, 0);
}

TEST_F(GroupBoardTest, OneThatFallsSilentIsCutOffOnceAndLost) {
  const std::vector<Place> places = Group(3);
  int cuts = 0;
  for (const Place& place : places) {
    place.seat().cut = [&cuts] { ++cuts; };
  }
  ASSERT_TRUE(HandIn(places[0], "zero").ok());
  now_ns_ += kGroupSilenceNs - 1;
  board_.Hear(places[1], now_ns_);
  Look(places[0]);
  EXPECT_EQ(cuts, 0);
  now_ns_ += 1;
  Look(places[0]);
  Look(places[0]);
  EXPECT_EQ(cuts, 1);
  EXPECT_EQ(places[2].seat().missing, "nothing was heard of it for 20 s");
  EXPECT_EQ(places[0].group->state, State::kRunning);
  // It comes back from the dead: too late.
  EXPECT_EQ(HandIn(places[2], "two").code(),
            absl::StatusCode::kDeadlineExceeded);
  ASSERT_TRUE(HandIn(places[1], "one").ok());
  EXPECT_EQ(places[0].group->state, State::kMerging);
}

TEST_F(GroupBoardTest, AMergerThatFallsSilentIsFollowedByAnother) {
  const std::vector<Place> places = Group(2);
  for (const Place& place : places) ASSERT_TRUE(HandIn(place, "x").ok());
  now_ns_ += kGroupSilenceNs;
  Look(places[1]);
  EXPECT_EQ(places[0].group->merger, 1);
  // The new one has its time, too.
  now_ns_ += kGroupSilenceNs - 1;
  Look(places[1]);
  EXPECT_EQ(places[0].group->merger, 1);
}

TEST_F(GroupBoardTest, NoMoreIsHeldThanMayBe) {
  const std::vector<Place> places = Group(2);
  ASSERT_TRUE(HandIn(places[0], std::string(kMaxHeldBytes - 1, 'x')).ok());
  EXPECT_EQ(HandIn(places[1], "xx").code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(places[0].group->state, State::kMerging);
  EXPECT_THAT(places[1].seat().missing, HasSubstr("the server may hold"));
}

TEST_F(GroupBoardTest, AServerThatStopsGivesUpWhatWaitsAndLetsRunWhatRuns) {
  const Place waiting = Join(Joining("a:1", 2, "waiting"));
  const std::vector<Place> running = Group(2);
  board_.StopGathering();
  EXPECT_EQ(waiting.group->state, State::kDone);
  EXPECT_THAT(std::string(waiting.group->failure.message()),
              HasSubstr("the server is stopping; group \"waiting\": 1 of 2"));
  EXPECT_EQ(running[0].group->state, State::kRunning);
}

TEST_F(GroupBoardTest, OfManyClientsSomeAreNamed) {
  const std::vector<Place> places = Group(30);
  EXPECT_THAT(places[0].group->NotHandedIn(),
              HasSubstr("m18, m19 and 10 more)"));
  EXPECT_THAT(places[0].group->NotHandedIn(), Not(HasSubstr("m20")));
}

}  // namespace
}  // namespace grpc_perf_msgr
