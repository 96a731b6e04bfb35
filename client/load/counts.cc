#include "client/load/counts.h"

#include <algorithm>

namespace grpc_perf_msgr {

void AddCounts(const v1::Counts& from, v1::Counts& into) {
  into.set_sent(into.sent() + from.sent());
  into.set_answered(into.answered() + from.answered());
  into.set_lost(into.lost() + from.lost());
  into.set_errors(into.errors() + from.errors());
  into.set_bytes_sent(into.bytes_sent() + from.bytes_sent());
  into.set_bytes_received(into.bytes_received() + from.bytes_received());
  into.set_answered_all_phases(into.answered_all_phases() +
                               from.answered_all_phases());
  into.set_max_in_flight(std::max(into.max_in_flight(), from.max_in_flight()));
}

}  // namespace grpc_perf_msgr
