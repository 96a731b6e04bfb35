// The two messages of Ceph's perf_msgr programs, byte by byte as those of Ceph
// 18.2.7 write them: CEPH_MSG_OSD_OP (42) with one write of the payload, and
// CEPH_MSG_OSD_OPREPLY (43) without data. Pure: no I/O.
//
// A MESSAGE frame has the segments header (41 bytes), front, middle (empty) and
// data. Of a run's messages only seq, tid and ack_seq differ, and with them the
// header's crc: the rest is made once.
#ifndef GRPC_PERF_MSGR_COMMON_MSGR2_MESSAGE_H_
#define GRPC_PERF_MSGR_COMMON_MSGR2_MESSAGE_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/msgr2/frame.h"

namespace grpc_perf_msgr::msgr2 {

inline constexpr size_t kMessageHeaderBytes = 41;
inline constexpr size_t kOpFrontBytes = 220;
inline constexpr size_t kReplyFrontBytes = 102;
// What a frame has before its data.
inline constexpr size_t kOpHeadBytes =
    kPreambleBytes + kMessageHeaderBytes + kCrcBytes + kOpFrontBytes;
// A whole reply.
inline constexpr size_t kReplyBytes = kPreambleBytes + kMessageHeaderBytes +
                                      kCrcBytes + kReplyFrontBytes +
                                      kEpilogueBytes;

inline constexpr uint16_t kOpType = 42;
inline constexpr uint16_t kReplyType = 43;

// What changes from message to message.
struct MessageIds {
  // Counts the messages of one direction of a connection from 1. A receiver
  // that sees one twice stops reading for good.
  uint64_t seq = 0;
  // The client's choice; copied into the reply.
  uint64_t tid = 0;
  // The highest seq that the sender of this message has received.
  uint64_t ack_seq = 0;
};

// Ops of one size: a frame is the head, the data and the epilogue.
class OpFrame {
 public:
  explicit OpFrame(uint32_t data_bytes);
  // Writes kOpHeadBytes.
  void EncodeHead(const MessageIds& ids, char* out) const;
  // Writes kEpilogueBytes. `data_crc` is Crc(kSegmentSeed, data).
  void EncodeEpilogue(uint32_t data_crc, char* out) const;

 private:
  std::array<char, kOpHeadBytes> head_ = {};
  std::array<char, kEpilogueBytes> epilogue_ = {};
  bool has_data_ = false;
};

class ReplyFrame {
 public:
  ReplyFrame();
  // Writes kReplyBytes.
  void Encode(const MessageIds& ids, char* out) const;

 private:
  std::array<char, kReplyBytes> frame_ = {};
};

struct ReceivedOp {
  MessageIds ids;
  // Borrowed.
  absl::string_view data;
};
// A frame with Tag::kMessage as an op. INVALID_ARGUMENT: it is another message,
// of a version that can't be read, or too short.
absl::StatusOr<ReceivedOp> DecodeOp(const ReceivedFrame& frame);

struct ReceivedReply {
  MessageIds ids;
  // 0, or a negative errno(3) that the server answered with.
  int32_t result = 0;
};
// As DecodeOp, of a reply.
absl::StatusOr<ReceivedReply> DecodeReply(const ReceivedFrame& frame);

}  // namespace grpc_perf_msgr::msgr2

#endif  // GRPC_PERF_MSGR_COMMON_MSGR2_MESSAGE_H_
