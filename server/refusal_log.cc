#include "server/refusal_log.h"

#include <iostream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/clock.h"

namespace grpc_perf_msgr {

void RefusalLog::Write(absl::string_view what, absl::string_view peer,
                       const absl::Status& why) {
  // In one piece: other threads write, too.
  std::cerr << Line(what, peer, why, SteadyNowNs()) << std::flush;
}

std::string RefusalLog::Line(absl::string_view what, absl::string_view peer,
                             const absl::Status& why, int64_t now_ns) {
  const MutexLock lock(mutex_);
  if (written_ >= kMaxAtOnce && now_ns - last_ns_ < kNanosPerSecond) {
    ++left_out_;
    return "";
  }
  ++written_;
  last_ns_ = now_ns;
  const uint64_t left_out = std::exchange(left_out_, 0);
  std::string line =
      absl::StrCat(what, " ", transport_, " peer ", peer, ": ",
                   absl::StatusCodeToString(why.code()), ": ", why.message());
  if (left_out > 0) absl::StrAppend(&line, " (and ", left_out, " more before)");
  line += '\n';
  return line;
}

}  // namespace grpc_perf_msgr
