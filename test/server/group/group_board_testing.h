// A board of groups in tests, and clients that join.
#ifndef GRPC_PERF_MSGR_TEST_SERVER_GROUP_GROUP_BOARD_TESTING_H_
#define GRPC_PERF_MSGR_TEST_SERVER_GROUP_GROUP_BOARD_TESTING_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/schema_version.h"
#include "server/group/group_board.h"

namespace grpc_perf_msgr {

inline constexpr int64_t kSecond = 1'000'000'000;

inline v1::GroupJoin Joining(const std::string& member, uint32_t size = 2,
                             const std::string& group = "g") {
  v1::GroupJoin join;
  join.set_group(group);
  join.set_size(size);
  join.set_member(member);
  join.set_timeout_ns(60 * kSecond);
  join.set_schema_version(kSchemaVersion);
  join.mutable_conditions()->set_window(32);
  return join;
}

class GroupBoardTest : public ::testing::Test {
 protected:
  using Place = GroupBoard::Place;

  Place Join(const v1::GroupJoin& join) {
    auto place = board_.Join(join, now_ns_);
    EXPECT_TRUE(place.ok()) << place.status();
    return place.value_or(Place());
  }
  std::vector<Place> Group(uint32_t size) {
    std::vector<Place> places;
    for (uint32_t i = 0; i < size; ++i) {
      places.push_back(Join(Joining(absl::StrCat("m", i), size)));
    }
    return places;
  }
  absl::Status Refusal(const v1::GroupJoin& join) {
    return board_.Join(join, now_ns_).status();
  }
  absl::Status HandIn(const Place& place, const std::string& result) {
    v1::GroupHandIn hand_in;
    hand_in.set_start_delay_ns(7);
    return board_.HandIn(place, hand_in, result, now_ns_);
  }
  void Leave(const Place& place, const std::string& why) {
    board_.Leave(place, why, now_ns_);
  }
  void Look(const Place& place) { board_.Look(*place.group, now_ns_); }

  static constexpr size_t kMaxHeldBytes = 100;
  GroupBoard board_{kMaxHeldBytes};
  int64_t now_ns_ = 1000 * kSecond;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_SERVER_GROUP_GROUP_BOARD_TESTING_H_
