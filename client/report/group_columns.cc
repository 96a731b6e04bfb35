#include "client/report/group_columns.h"

namespace grpc_perf_msgr {
namespace {

using v1::Group;
using v1::Result;

// The slowest or the fastest client, if there is one.
template <bool (Group::*has)() const, uint32_t (Group::*index)() const>
const v1::GroupMember* Member(const Result& result) {
  const Group& group = result.group();
  const uint32_t at = (group.*index)();
  if (!(group.*has)() || at >= static_cast<uint32_t>(group.members_size())) {
    return nullptr;
  }
  return &group.members(static_cast<int>(at));
}

template <bool (Group::*has)() const, uint32_t (Group::*index)() const>
ColumnValue MemberName(const Result& result) {
  const v1::GroupMember* member = Member<has, index>(result);
  if (member == nullptr || member->name().empty()) return {};
  return member->name();
}

template <bool (Group::*has)() const, uint32_t (Group::*index)() const>
ColumnValue MemberRate(const Result& result) {
  const v1::GroupMember* member = Member<has, index>(result);
  if (member == nullptr) return {};
  return member->summary().messages_per_second();
}

template <int64_t (Group::*get)() const, int64_t unit>
ColumnValue Time(const Result& result) {
  if (!result.has_group()) return {};
  return static_cast<double>((result.group().*get)()) /
         static_cast<double>(unit);
}

}  // namespace

std::vector<Column> GroupColumns() {
  constexpr auto kGroup = ColumnGroup::kGroup;
  constexpr int64_t kNsPerUs = 1'000;
  constexpr int64_t kNsPerSecond = 1'000'000'000;
  return {
      {kGroup, "group", "group", "", 0,
       [](const Result& r) -> ColumnValue {
         if (r.group().name().empty()) return {};
         return r.group().name();
       }},
      {kGroup, "group_clients", "clients", "", 0,
       [](const Result& r) -> ColumnValue {
         if (!r.has_group()) return {};
         return uint64_t{r.group().size()};
       }},
      {kGroup, "group_start_skew_us", "start skew", "us", 3,
       Time<&Group::start_skew_ns, kNsPerUs>},
      {kGroup, "group_overlap_s", "overlap", "s", 6,
       Time<&Group::overlap_ns, kNsPerSecond>},
      {kGroup, "slowest_client", "slowest client", "", 0,
       MemberName<&Group::has_slowest, &Group::slowest>},
      {kGroup, "slowest_client_messages_per_second", "slowest", "msg/s", 3,
       MemberRate<&Group::has_slowest, &Group::slowest>},
      {kGroup, "fastest_client", "fastest client", "", 0,
       MemberName<&Group::has_fastest, &Group::fastest>},
      {kGroup, "fastest_client_messages_per_second", "fastest", "msg/s", 3,
       MemberRate<&Group::has_fastest, &Group::fastest>},
  };
}

}  // namespace grpc_perf_msgr
