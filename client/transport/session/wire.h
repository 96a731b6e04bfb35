// What a protocol without gRPC is to the client: the meaning of its bytes.
#ifndef GRPC_PERF_MSGR_CLIENT_TRANSPORT_SESSION_WIRE_H_
#define GRPC_PERF_MSGR_CLIENT_TRANSPORT_SESSION_WIRE_H_

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "client/load/workload.h"
#include "common/payload.h"
#include "common/session/connection_ends.h"
#include "common/session/session.h"

namespace grpc_perf_msgr {

// A reply as a wire found it; `data` is borrowed until more is read.
struct WireReply {
  uint64_t id = 0;
  PayloadView data = "";
  std::optional<uint32_t> crc32c;
};

// What a class must have to be a wire of ClientSession. It is made of a
// workload and the payload of each op, which must outlive it.
//   Begin(ends)      appends what is sent first to writer(). Called once, first
//   Greet()          takes what came and appends what it is answered with; true
//                    when messages may be sent. An error: not to be spoken to
//   awaited()        what a silent server owes: "a hello"
//   hang_up_hint()   why one may hang up instead; empty or "; because ..."
//   AppendOp(id)     appends a message to writer()
//   NextReply(reply) takes the next reply; false: none is complete. An error:
//                    the server's own, or the protocol is broken
//   LastWords()      takes what came and returns what the server said before it
//                    hung up; OK: nothing
//   reader()         cuts up what comes: Space(), Commit(bytes)
//   writer()         a BurstWriter
template <typename W>
concept Wire = std::constructible_from<W, const Workload&, absl::string_view> &&
    requires(W wire, const W& const_wire, const ConnectionEnds& ends,
             uint64_t id, WireReply& reply, size_t bytes,
             absl::Span<iovec> vectors) {
  { wire.Begin(ends) } -> std::same_as<void>;
  { wire.Greet() } -> std::same_as<absl::StatusOr<bool>>;
  { const_wire.awaited() } -> std::same_as<const char*>;
  { const_wire.hang_up_hint() } -> std::same_as<const char*>;
  { wire.AppendOp(id) } -> std::same_as<void>;
  { wire.NextReply(reply) } -> std::same_as<absl::StatusOr<bool>>;
  { wire.LastWords() } -> std::same_as<absl::Status>;
  { wire.reader().Space() } -> std::same_as<absl::Span<char>>;
  { wire.reader().Commit(bytes) } -> std::same_as<void>;
  { wire.writer().Gather(vectors) } -> std::same_as<Gathered>;
  { wire.writer().Sent(bytes) } -> std::same_as<void>;
  { wire.writer().Clear() } -> std::same_as<void>;
  { const_wire.writer().pending() } -> std::same_as<size_t>;
  { const_wire.writer().HasOutput() } -> std::same_as<bool>;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_TRANSPORT_SESSION_WIRE_H_
