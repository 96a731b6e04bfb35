// What is said of a group.
#include "server/group/client_group.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace grpc_perf_msgr {
namespace {

void Seat(ClientGroup& group, const std::string& name, GroupSeat::State state) {
  GroupSeat seat;
  seat.name = name;
  seat.state = state;
  group.seats.push_back(seat);
}

// Of `count` clients, all running, named n0, n1, ...
void SeatMany(ClientGroup& group, int count) {
  group.size = static_cast<uint32_t>(count);
  for (int i = 0; i < count; ++i) {
    Seat(group, absl::StrCat("n", i), GroupSeat::State::kRunning);
  }
}

constexpr char kTwenty[] =
    "n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, n11, n12, n13, n14, n15, "
    "n16, n17, n18, n19";

TEST(ClientGroupTest, OfNobodyHasNoNames) {
  ClientGroup group;
  group.size = 4;
  EXPECT_EQ(group.Names(), "()");
  EXPECT_EQ(group.Came(), "0 of 4 clients came ()");
}

TEST(ClientGroupTest, SaysWhoCameWhateverBecameOfThem) {
  ClientGroup group;
  group.size = 4;
  Seat(group, "a:1", GroupSeat::State::kWaiting);
  Seat(group, "b:2", GroupSeat::State::kLost);
  EXPECT_EQ(group.Names(), "(a:1, b:2)");
  EXPECT_EQ(group.Came(), "2 of 4 clients came (a:1, b:2)");
}

TEST(ClientGroupTest, SaysWhoIsStillRunning) {
  ClientGroup group;
  group.size = 4;
  Seat(group, "a:1", GroupSeat::State::kRunning);
  Seat(group, "b:2", GroupSeat::State::kHandedIn);
  Seat(group, "c:3", GroupSeat::State::kLost);
  Seat(group, "d:4", GroupSeat::State::kRunning);
  EXPECT_EQ(group.NotHandedIn(),
            "2 of 4 clients have not handed in yet (a:1, d:4)");
  EXPECT_EQ(group.Names(), "(a:1, b:2, c:3, d:4)");
}

TEST(ClientGroupTest, NamesTwentyAndCountsTheOthers) {
  ClientGroup twenty;
  SeatMany(twenty, 20);
  EXPECT_EQ(twenty.Names(), absl::StrCat("(", kTwenty, ")"));
  ClientGroup more;
  SeatMany(more, 23);
  EXPECT_EQ(more.Names(), absl::StrCat("(", kTwenty, " and 3 more)"));
  EXPECT_EQ(more.Came(),
            absl::StrCat("23 of 23 clients came (", kTwenty, " and 3 more)"));
}

// Those that have handed in take no room from those that have not.
TEST(ClientGroupTest, NamesTwentyOfThoseThatAreRunning) {
  ClientGroup group;
  for (int i = 0; i < 30; ++i) {
    Seat(group, absl::StrCat("done", i), GroupSeat::State::kHandedIn);
  }
  SeatMany(group, 21);
  group.size = 51;
  EXPECT_EQ(group.NotHandedIn(),
            absl::StrCat("21 of 51 clients have not handed in yet (", kTwenty,
                         " and 1 more)"));
}

}  // namespace
}  // namespace grpc_perf_msgr
