// Records read from JSON, those of older versions too.
#ifndef GRPC_PERF_MSGR_CLIENT_REPORT_RECORD_JSON_H_
#define GRPC_PERF_MSGR_CLIENT_REPORT_RECORD_JSON_H_

#include <google/protobuf/message.h>

#include <cstdint>
#include <string>

#include "absl/status/status.h"

namespace grpc_perf_msgr {

// Reads a message that has a schema_version: "a result" or "a comparison", as
// `what` says. Afterwards it is of kSchemaVersion. InvalidArgument names an
// unknown field, or the version that this program does not know.
absl::Status ParseRecord(const std::string& text, const std::string& what,
                         google::protobuf::Message& record);

// InvalidArgument: `version` of what should be `what` is none that this program
// reads.
absl::Status CheckSchemaVersion(uint32_t version, const std::string& what);

// The JSON `text` with each warning that is a string, as version 1 wrote them,
// made {"text": STRING}; all else as it is.
std::string WarningsAsMessages(const std::string& text);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_REPORT_RECORD_JSON_H_
