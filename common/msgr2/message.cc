#include "common/msgr2/message.h"

#include <cstring>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/little_endian.h"
#include "common/msgr2/bytes.h"
#include "common/msgr2/crc.h"
#include "common/msgr2/handshake.h"

namespace grpc_perf_msgr::msgr2 {
namespace {

constexpr uint16_t kPriority = 127;
constexpr uint16_t kVersion = 8;
// The oldest version that a reader must know to read these.
constexpr uint16_t kOpCompatVersion = 3;
constexpr uint16_t kReplyCompatVersion = 2;
constexpr uint8_t kMessageFlags = 3;
constexpr uint16_t kAlignment = 8;
constexpr uint16_t kDataAlignment = 4096;

// Where the header segment begins, and what is where in it.
constexpr size_t kHeaderOffset = kPreambleBytes;
constexpr size_t kTidOffset = 8;
constexpr size_t kAckSeqOffset = 28;
constexpr size_t kFrontOffset = kHeaderOffset + kMessageHeaderBytes + kCrcBytes;

// As much of an op's front as Ceph's server decodes (up to its trace), and of a
// reply's as is looked at here.
constexpr size_t kLeastOpFrontBytes = 87;
constexpr size_t kLeastReplyFrontBytes = 33;
constexpr size_t kResultOffset = 29;

void PutMessageHeader(uint16_t type, uint16_t compat_version, ByteWriter& out) {
  out.PutZeros(16)  // seq, tid
      .Put(type)
      .Put(kPriority)
      .Put(kVersion)
      .PutZeros(14)  // data_pre_padding_len, data_off, ack_seq
      .Put(kMessageFlags)
      .Put(compat_version)
      .PutZeros(2);
}

// MOSDOp, version 8: one CEPH_OSD_OP_WRITE to the object "object-name".
std::string OpFront(uint32_t data_bytes) {
  constexpr absl::string_view kObjectName = "object-name";
  constexpr uint16_t kOpWrite = 0x2201;
  constexpr uint64_t kNoSnapshot = ~uint64_t{1};
  ByteWriter out;
  // spg_t: version 1, 18 bytes: pg_t (version, pool, seed, preferred), shard.
  out.Put(uint8_t{1}).Put(uint8_t{1}).Put(uint32_t{18});
  out.Put(uint8_t{1}).PutZeros(12).Put(int32_t{-1}).Put(uint8_t{0xff});
  // Hash, OSD map epoch, flags.
  out.PutZeros(12);
  // osd_reqid_t: version 2, 21 bytes: name, tid, incarnation.
  out.Put(uint8_t{2}).Put(uint8_t{2}).Put(uint32_t{21}).PutZeros(21);
  // Trace, client incarnation, mtime.
  out.PutZeros(24 + 4 + 8);
  // object_locator_t: version 6, 28 bytes: pool, -1, key, namespace, hash.
  out.Put(uint8_t{6}).Put(uint8_t{3}).Put(uint32_t{28});
  out.PutZeros(8).Put(int32_t{-1}).PutZeros(8).Put(int64_t{-1});
  out.Put(static_cast<uint32_t>(kObjectName.size())).PutBytes(kObjectName);
  // One op: code, flags, offset, length, truncation, payload length.
  out.Put(uint16_t{1}).Put(kOpWrite).PutZeros(12);
  out.Put(uint64_t{data_bytes}).PutZeros(16);
  // Snapshot context, retry attempt, features.
  out.Put(kNoSnapshot).PutZeros(12).Put(int32_t{-1}).Put(kSupportedFeatures);
  return out.Take();
}

// MOSDOpReply, version 8.
std::string ReplyFront() {
  ByteWriter out;
  // Object name; pg_t (version, pool, seed, preferred).
  out.PutZeros(4).Put(uint8_t{1}).PutZeros(12).Put(int32_t{-1});
  // Flags, result, version, epoch, ops.
  out.PutZeros(8 + 4 + 12 + 4 + 4);
  // Retry attempt; replay version, user version, redirect, trace.
  out.Put(int32_t{-1}).PutZeros(12 + 8 + 1 + 24);
  return out.Take();
}

void PatchIds(const MessageIds& ids, char* frame) {
  char* header = frame + kHeaderOffset;
  StoreLittleEndian(ids.seq, header);
  StoreLittleEndian(ids.tid, header + kTidOffset);
  StoreLittleEndian(ids.ack_seq, header + kAckSeqOffset);
  StoreLittleEndian(
      Crc(kSegmentSeed, absl::string_view(header, kMessageHeaderBytes)),
      header + kMessageHeaderBytes);
}

// Preamble, header with room for its crc, and front.
void FillHead(uint16_t type, uint16_t compat_version,
              std::initializer_list<Segment> segments, absl::string_view front,
              char* out) {
  EncodePreamble(Tag::kMessage, segments, out);
  ByteWriter rest;
  PutMessageHeader(type, compat_version, rest);
  rest.PutZeros(kCrcBytes).PutBytes(front);
  const std::string bytes = rest.Take();
  bytes.copy(out + kHeaderOffset, bytes.size());
}

absl::Status CheckMessage(const ReceivedFrame& frame, uint16_t type,
                          size_t least_front_bytes, MessageIds& ids) {
  ByteReader header(frame.segment[0]);
  ids.seq = header.Get<uint64_t>();
  ids.tid = header.Get<uint64_t>();
  const auto received_type = header.Get<uint16_t>();
  // Priority, version, and what would pad the data.
  header.GetBytes(2);
  const auto version = header.Get<uint16_t>();
  header.GetBytes(6);
  ids.ack_seq = header.Get<uint64_t>();
  header.Get<uint8_t>();
  const auto compat_version = header.Get<uint16_t>();
  if (!header.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("a message's header has ", frame.segment[0].size(),
                     " bytes, ", kMessageHeaderBytes, " are needed"));
  }
  if (received_type != type) {
    return absl::InvalidArgumentError(absl::StrCat(
        "message ", ids.seq, " is of type ", received_type, ", expected ", type,
        type == kOpType ? " (OSD_OP)" : " (OSD_OPREPLY)"));
  }
  if (version < kVersion || compat_version > kVersion) {
    return absl::InvalidArgumentError(absl::StrCat(
        "message ", ids.seq, " has version ", version, " (readable as ",
        compat_version, "), expected ", kVersion));
  }
  if (frame.segment[1].size() < least_front_bytes) {
    return absl::InvalidArgumentError(absl::StrCat(
        "message ", ids.seq, " has a front of ", frame.segment[1].size(),
        " bytes, at least ", least_front_bytes, " are needed"));
  }
  return absl::OkStatus();
}

}  // namespace

OpFrame::OpFrame(uint32_t data_bytes) : has_data_(data_bytes > 0) {
  const std::string front = OpFront(data_bytes);
  const Segment header = {kMessageHeaderBytes, kAlignment};
  const Segment front_segment = {kOpFrontBytes, kAlignment};
  if (has_data_) {
    FillHead(
        kOpType, kOpCompatVersion,
        {header, front_segment, {0, kAlignment}, {data_bytes, kDataAlignment}},
        front, head_.data());
  } else {
    FillHead(kOpType, kOpCompatVersion, {header, front_segment}, front,
             head_.data());
  }
  epilogue_[0] = static_cast<char>(kFrameComplete);
  StoreLittleEndian(Crc(kSegmentSeed, front), epilogue_.data() + 1);
  // An empty segment that is counted.
  if (has_data_) StoreLittleEndian(kSegmentSeed, epilogue_.data() + 5);
}

void OpFrame::EncodeHead(const MessageIds& ids, char* out) const {
  std::memcpy(out, head_.data(), head_.size());
  PatchIds(ids, out);
}

void OpFrame::EncodeEpilogue(uint32_t data_crc, char* out) const {
  std::memcpy(out, epilogue_.data(), epilogue_.size());
  if (has_data_) StoreLittleEndian(data_crc, out + 9);
}

ReplyFrame::ReplyFrame() {
  const std::string front = ReplyFront();
  FillHead(kReplyType, kReplyCompatVersion,
           {{kMessageHeaderBytes, kAlignment}, {kReplyFrontBytes, kAlignment}},
           front, frame_.data());
  char* epilogue = frame_.data() + kFrontOffset + kReplyFrontBytes;
  epilogue[0] = static_cast<char>(kFrameComplete);
  StoreLittleEndian(Crc(kSegmentSeed, front), epilogue + 1);
}

void ReplyFrame::Encode(const MessageIds& ids, char* out) const {
  std::memcpy(out, frame_.data(), frame_.size());
  PatchIds(ids, out);
}

absl::StatusOr<ReceivedOp> DecodeOp(const ReceivedFrame& frame) {
  ReceivedOp op;
  absl::Status status =
      CheckMessage(frame, kOpType, kLeastOpFrontBytes, op.ids);
  if (!status.ok()) return status;
  op.data = frame.segment[3];
  return op;
}

absl::StatusOr<ReceivedReply> DecodeReply(const ReceivedFrame& frame) {
  ReceivedReply reply;
  absl::Status status =
      CheckMessage(frame, kReplyType, kLeastReplyFrontBytes, reply.ids);
  if (!status.ok()) return status;
  reply.result =
      LoadLittleEndian<int32_t>(frame.segment[1].data() + kResultOffset);
  return reply;
}

}  // namespace grpc_perf_msgr::msgr2
