#include "server/group/client_group.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace grpc_perf_msgr {
namespace {

// Clients that a message names; of the others it gives the number.
constexpr size_t kNamed = 20;

// `(a:1, b:2)` of the seats for which `chosen` holds.
template <typename Chosen>
std::string NamesOf(const ClientGroup& group, Chosen chosen) {
  std::vector<std::string> names;
  size_t count = 0;
  for (const GroupSeat& seat : group.seats) {
    if (chosen(seat) && ++count <= kNamed) names.push_back(seat.name);
  }
  return absl::StrCat(
      "(", absl::StrJoin(names, ", "),
      count > kNamed ? absl::StrCat(" and ", count - kNamed, " more") : "",
      ")");
}

}  // namespace

std::string ClientGroup::Names() const {
  return NamesOf(*this, [](const GroupSeat&) { return true; });
}

std::string ClientGroup::Came() const {
  return absl::StrCat(seats.size(), " of ", size, " clients came ", Names());
}

std::string ClientGroup::NotHandedIn() const {
  const auto running = [](const GroupSeat& seat) {
    return seat.state == GroupSeat::State::kRunning;
  };
  return absl::StrCat(std::count_if(seats.begin(), seats.end(), running),
                      " of ", size, " clients have not handed in yet ",
                      NamesOf(*this, running));
}

}  // namespace grpc_perf_msgr
