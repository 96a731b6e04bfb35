#include "common/transport_records.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "common/transports.h"

namespace grpc_perf_msgr {

bool IsTransportLibrary(absl::string_view name) {
  return std::any_of(kTransports.begin(), kTransports.end(),
                     [&](const TransportRow& row) {
                       return !row.library.empty() &&
                              absl::StartsWithIgnoreCase(name, row.library);
                     });
}

bool RunsOurClient(absl::string_view word) {
  const TransportRow* const row = FindTransport(word);
  return row == nullptr || row->client_program.empty();
}

}  // namespace grpc_perf_msgr
