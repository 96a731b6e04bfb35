// Records as JSON: protobuf's own mapping, the same way for all of them.
#ifndef GRPC_PERF_MSGR_CLIENT_REPORT_PROTO_JSON_H_
#define GRPC_PERF_MSGR_CLIENT_REPORT_PROTO_JSON_H_

#include <google/protobuf/message.h>

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace grpc_perf_msgr {

enum class JsonLayout {
  // Indented; fields without presence are written even when 0. For people.
  kIndented,
  // One line, no line end; what is 0 is left out. For journals.
  kLine,
};

enum class UnknownFields { kRefuse, kIgnore };

// Field names as in the .proto file.
absl::StatusOr<std::string> ProtoToJson(
    const google::protobuf::Message& message, JsonLayout layout);

// InvalidArgument says in one line what is wrong and where; an unknown field is
// named: `unknown field "windows" in targets[0]`.
absl::Status JsonToProto(const std::string& text, UnknownFields unknown,
                         google::protobuf::Message& message);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_REPORT_PROTO_JSON_H_
