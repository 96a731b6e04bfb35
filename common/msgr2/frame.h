// Frames of Ceph's messenger, protocol v2 in its revision 1, mode crc: what its
// documentation (doc/dev/msgr2.rst) and the programs of Ceph 18.2.7 put on the
// wire. Pure: no I/O. Every integer is little-endian.
//
// Banner, the first 26 bytes of each side:
//   8 bytes  "ceph v2\n"
//   u16      16: what follows
//   u64      features that are supported; bit 0: frames of revision 1,
//            bit 1: a negotiation of compression within the handshake
//   u64      features that the peer must support
//
// Frame: preamble, segments, and an epilogue when there is more than one:
//   u8       tag
//   u8       number of segments, 1..4; the last is not empty, if there are more
//            than one
//   4 x      { u32 bytes, u16 alignment }
//   u8       flags; bit 0: compressed
//   u8       0
//   u32      crc of the 28 bytes before
//   segment 0 and, unless it is empty, the u32 crc of it
//   segments 1, 2, 3
//   only with two segments or more:
//     u8     low half: 0xe whole, 0x1 given up by the sender: to be dropped
//     3 x    u32 crc of segments 1, 2, 3; 0 where there is no such segment
#ifndef GRPC_PERF_MSGR_COMMON_MSGR2_FRAME_H_
#define GRPC_PERF_MSGR_COMMON_MSGR2_FRAME_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace grpc_perf_msgr::msgr2 {

inline constexpr size_t kBannerBytes = 26;
inline constexpr absl::string_view kBannerMagic = "ceph v2\n";
inline constexpr uint64_t kFeatureRevision1 = 1;
inline constexpr uint64_t kFeatureCompression = 2;

// Ours: revision 1, no compression, nothing required.
std::string EncodeBanner();
// OK: the peer can be spoken to. INVALID_ARGUMENT: it speaks something else, or
// only messenger v1. UNIMPLEMENTED: it lacks revision 1 (Ceph before 15), or
// requires what is not spoken here (compression, ...). `bytes` is what
// FrameReader::TakeBanner gave: shorter than a banner when it can't be one.
absl::Status CheckBanner(absl::string_view bytes);

enum class Tag : uint8_t {
  kHello = 1,
  kAuthRequest = 2,
  kAuthBadMethod = 3,
  kAuthReplyMore = 4,
  kAuthRequestMore = 5,
  kAuthDone = 6,
  kAuthSignature = 7,
  kClientIdent = 8,
  kServerIdent = 9,
  kIdentMissingFeatures = 10,
  kSessionReconnect = 11,
  kSessionReset = 12,
  kSessionRetry = 13,
  kSessionRetryGlobal = 14,
  kSessionReconnectOk = 15,
  kWait = 16,
  kMessage = 17,
  kKeepalive2 = 18,
  kKeepalive2Ack = 19,
  kAck = 20,
  kCompressionRequest = 21,
  kCompressionDone = 22,
};
// As Ceph's documentation writes it: "CLIENT_IDENT"; "tag 99" for one that is
// not known.
std::string TagName(Tag tag);

inline constexpr size_t kPreambleBytes = 32;
inline constexpr size_t kMaxSegments = 4;
inline constexpr size_t kCrcBytes = 4;
// Of a frame with two segments or more.
inline constexpr size_t kEpilogueBytes = 13;
// Low half of an epilogue's first byte.
inline constexpr uint8_t kFrameComplete = 0x0e;
inline constexpr uint8_t kFrameAborted = 0x01;

struct Segment {
  uint32_t bytes = 0;
  uint16_t alignment = 0;
};
// `segments`: 1..kMaxSegments. Writes kPreambleBytes.
void EncodePreamble(Tag tag, std::initializer_list<Segment> segments,
                    char* out);

// A whole frame of one segment: all but messages are such.
std::string EncodeControlFrame(Tag tag, absl::string_view payload);

struct Preamble {
  Tag tag = Tag::kHello;
  size_t segments = 0;
  std::array<uint32_t, kMaxSegments> bytes = {};

  // What the frame takes in all, preamble and epilogue included. No overflow.
  size_t FrameBytes() const;
};
// DATA_LOSS: wrong crc. INVALID_ARGUMENT: unknown tag, number of segments, an
// empty last segment, compressed. `bytes` holds kPreambleBytes.
absl::StatusOr<Preamble> DecodePreamble(const char* bytes);

// A frame as it was received; segments are borrowed.
struct ReceivedFrame {
  Tag tag = Tag::kHello;
  size_t segments = 0;
  std::array<absl::string_view, kMaxSegments> segment;
};

}  // namespace grpc_perf_msgr::msgr2

#endif  // GRPC_PERF_MSGR_COMMON_MSGR2_FRAME_H_
