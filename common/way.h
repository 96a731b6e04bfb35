// How messages are put to a transport: what is in a frame, and by which of a
// framework's interfaces it is handed over.
#ifndef GRPC_PERF_MSGR_COMMON_WAY_H_
#define GRPC_PERF_MSGR_COMMON_WAY_H_

#include <string>

#include "absl/strings/string_view.h"

namespace grpc_perf_msgr {

// What is in a frame.
enum class Codec {
  // Op and OpReply as protobuf messages.
  kProtobuf,
  // The payload only; id, size and crc32c are the transport's.
  kBytes,
};

// For absl flags: "protobuf" or "bytes".
bool AbslParseFlag(absl::string_view text, Codec* codec, std::string* error);
std::string AbslUnparseFlag(Codec codec);

// Which of a framework's interfaces carries the messages. A transport that has
// no choice is called a stream.
enum class Api {
  // One bidirectional stream a thread, completion queue.
  kStream,
  // The same by gRPC's callback API (a reactor).
  kCallback,
  // A unary call for each message, as many at a time as the window.
  kUnary,
  // As many streams as the window, one message at a time on each.
  kStreams,
};

// For absl flags: "stream", "callback", "unary" or "streams".
bool AbslParseFlag(absl::string_view text, Api* api, std::string* error);
std::string AbslUnparseFlag(Api api);

// A codec and an API that go together.
struct Way {
  Codec codec;
  Api api;

  bool operator==(const Way& other) const = default;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_WAY_H_
