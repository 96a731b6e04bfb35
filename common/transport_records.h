// What the words in a record say of the transport that made it.
#ifndef GRPC_PERF_MSGR_COMMON_TRANSPORT_RECORDS_H_
#define GRPC_PERF_MSGR_COMMON_TRANSPORT_RECORDS_H_

#include "absl/strings/string_view.h"

namespace grpc_perf_msgr {

// Whether a transport's work is done by the library of that name, so that its
// version is part of what was measured.
bool IsTransportLibrary(absl::string_view name);

// Whether a record with that transport is of our own client; so is one of a
// newer program's.
bool RunsOurClient(absl::string_view word);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_TRANSPORT_RECORDS_H_
