// The wire of the transport `msgr2`, the client's side: what Ceph's
// ceph_perf_msgr_client says to its server.
#ifndef GRPC_PERF_MSGR_CLIENT_TRANSPORT_SESSION_MSGR2_WIRE_H_
#define GRPC_PERF_MSGR_CLIENT_TRANSPORT_SESSION_MSGR2_WIRE_H_

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/load/workload.h"
#include "client/transport/session/wire.h"
#include "common/msgr2/frame_reader.h"
#include "common/msgr2/handshake.h"
#include "common/msgr2/message.h"
#include "common/session/connection_ends.h"
#include "common/tcp/burst_writer.h"

namespace grpc_perf_msgr {

// A Wire. The id of a message is its tid, which the
// server copies into the reply. All crcs are computed for each message and
// checked of each reply, that of the payload too: Ceph's own client may keep
// that of a constant payload.
class Msgr2Wire {
 public:
  using Writer = BurstWriter<msgr2::kOpHeadBytes, msgr2::kEpilogueBytes>;

  // `payload` must outlive it.
  Msgr2Wire(const Workload& workload, absl::string_view payload);

  void Begin(const ConnectionEnds& ends);
  absl::StatusOr<bool> Greet();
  const char* awaited() const { return "Ceph's msgr2 handshake"; }
  const char* hang_up_hint() const {
    return "; a server of Ceph does so, too, when the address that was dialled "
           "is not the very one that it listens on";
  }
  Writer& writer() { return writer_; }
  const Writer& writer() const { return writer_; }
  msgr2::FrameReader& reader() { return reader_; }
  void AppendOp(uint64_t id);
  absl::StatusOr<bool> NextReply(WireReply& reply);
  // The protocol has no way to say why a connection ends.
  absl::Status LastWords() { return absl::OkStatus(); }

 private:
  // Takes one frame of the handshake and appends what it is answered with.
  absl::Status TakeHandshakeFrame(const msgr2::ReceivedFrame& frame);

  const absl::string_view payload_;
  const msgr2::OpFrame op_;
  msgr2::FrameReader reader_;
  Writer writer_;
  std::optional<msgr2::ClientHandshake> handshake_;
  bool greeted_ = false;
  // Messages sent; and the number of the last reply.
  uint64_t seq_ = 0;
  uint64_t received_seq_ = 0;
};
static_assert(Wire<Msgr2Wire>);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_TRANSPORT_SESSION_MSGR2_WIRE_H_
