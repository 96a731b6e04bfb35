#include "common/think_time.h"

#include <sys/prctl.h>

#include <cassert>

#include "absl/strings/str_cat.h"

namespace grpc_perf_msgr {
bool AbslParseFlag(absl::string_view text, ThinkMode* mode,
                   std::string* error) {
  for (ThinkMode known : {ThinkMode::kSleep, ThinkMode::kSpin}) {
    if (text == AbslUnparseFlag(known)) {
      *mode = known;
      return true;
    }
  }
  *error = absl::StrCat("think mode must be sleep or spin, got \"", text, "\"");
  return false;
}

std::string AbslUnparseFlag(ThinkMode mode) {
  switch (mode) {
    case ThinkMode::kSleep:
      return "sleep";
    case ThinkMode::kSpin:
      return "spin";
  }
  return "";
}

void RemoveTimerSlack() {
  // The least there is, in ns: 0 would mean "back to the default". A kernel
  // that refuses leaves sleeps longer, which the achieved think time shows.
  prctl(PR_SET_TIMERSLACK, 1UL);
}

int64_t ThinkTime::Spend() {
  const int64_t start_ns = clock_.NowNs();
  if (mode_ == ThinkMode::kSleep) {
    clock_.SleepUntil(start_ns + asked_ns_);
  } else {
    clock_.SpinUntil(start_ns + asked_ns_);
  }
  const int64_t end_ns = clock_.NowNs();
  const int64_t achieved_ns = end_ns - start_ns;
  count_.store(count_.load(std::memory_order_relaxed) + 1,
               std::memory_order_relaxed);
  achieved_total_ns_.store(
      achieved_total_ns_.load(std::memory_order_relaxed) + achieved_ns,
      std::memory_order_relaxed);
  return end_ns;
}

v1::ThinkTimeUse ThinkTime::Use() const {
  v1::ThinkTimeUse use;
  use.set_asked_ns(asked_ns_);
  use.set_count(count_.load(std::memory_order_relaxed));
  use.set_achieved_total_ns(achieved_total_ns_.load(std::memory_order_relaxed));
  return use;
}

void MergeThinkTimeUse(const v1::ThinkTimeUse& from, v1::ThinkTimeUse& into) {
  // An empty sum takes over what the first part was asked for.
  if (into.asked_ns() == 0 && into.count() == 0) {
    into.set_asked_ns(from.asked_ns());
  }
  assert(from.asked_ns() == into.asked_ns());
  into.set_count(into.count() + from.count());
  into.set_achieved_total_ns(into.achieved_total_ns() +
                             from.achieved_total_ns());
}

v1::ThinkTimeUse ThinkTimeUseBetween(const v1::ThinkTimeUse& before,
                                     const v1::ThinkTimeUse& after) {
  v1::ThinkTimeUse between;
  between.set_asked_ns(after.asked_ns());
  between.set_count(after.count() - before.count());
  between.set_achieved_total_ns(after.achieved_total_ns() -
                                before.achieved_total_ns());
  return between;
}

}  // namespace grpc_perf_msgr
