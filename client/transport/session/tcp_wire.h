// The wire of the transport `tcp`, the client's side.
#ifndef GRPC_PERF_MSGR_CLIENT_TRANSPORT_SESSION_TCP_WIRE_H_
#define GRPC_PERF_MSGR_CLIENT_TRANSPORT_SESSION_TCP_WIRE_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/load/workload.h"
#include "client/transport/session/wire.h"
#include "common/session/connection_ends.h"
#include "common/tcp/frame.h"
#include "common/tcp/frame_writer.h"
#include "proto/messenger.pb.h"

namespace grpc_perf_msgr {

// A Wire.
class TcpWire {
 public:
  // Both must outlive it.
  TcpWire(const Workload& workload, absl::string_view payload);

  void Begin(const ConnectionEnds& ends);
  absl::StatusOr<bool> Greet();
  const char* awaited() const { return "a hello"; }
  const char* hang_up_hint() const { return ""; }
  FrameWriter& writer() { return writer_; }
  const FrameWriter& writer() const { return writer_; }
  FrameReader& reader() { return reader_; }
  void AppendOp(uint64_t id);
  absl::StatusOr<bool> NextReply(WireReply& reply);
  absl::Status LastWords();

 private:
  const Workload& workload_;
  const absl::string_view payload_;
  FrameReader reader_;
  FrameWriter writer_;
  // Codec protobuf.
  v1::Op op_;
  v1::OpReply reply_;
};
static_assert(Wire<TcpWire>);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_TRANSPORT_SESSION_TCP_WIRE_H_
