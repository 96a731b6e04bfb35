#include "common/msgr2/frame.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/little_endian.h"
#include "common/msgr2/bytes.h"
#include "common/msgr2/crc.h"

namespace grpc_perf_msgr::msgr2 {
namespace {

constexpr absl::string_view kMagicV1 = "ceph v0";
constexpr uint16_t kBannerPayloadBytes = 16;

// Where things are in a preamble.
constexpr size_t kSegmentCountOffset = 1;
constexpr size_t kSegmentsOffset = 2;
constexpr size_t kSegmentBytes = 6;
constexpr size_t kFlagsOffset = 26;
constexpr size_t kPreambleCrcOffset = 28;
constexpr uint8_t kCompressedFlag = 1;
// What the segments of control frames are aligned to.
constexpr uint16_t kControlAlignment = 8;

constexpr const char* kTagNames[] = {"HELLO",
                                     "AUTH_REQUEST",
                                     "AUTH_BAD_METHOD",
                                     "AUTH_REPLY_MORE",
                                     "AUTH_REQUEST_MORE",
                                     "AUTH_DONE",
                                     "AUTH_SIGNATURE",
                                     "CLIENT_IDENT",
                                     "SERVER_IDENT",
                                     "IDENT_MISSING_FEATURES",
                                     "SESSION_RECONNECT",
                                     "SESSION_RESET",
                                     "SESSION_RETRY",
                                     "SESSION_RETRY_GLOBAL",
                                     "SESSION_RECONNECT_OK",
                                     "WAIT",
                                     "MESSAGE",
                                     "KEEPALIVE2",
                                     "KEEPALIVE2_ACK",
                                     "ACK",
                                     "COMPRESSION_REQUEST",
                                     "COMPRESSION_DONE"};

}  // namespace

std::string EncodeBanner() {
  return ByteWriter()
      .PutBytes(kBannerMagic)
      .Put(kBannerPayloadBytes)
      .Put(kFeatureRevision1)
      .Put(uint64_t{0})
      .Take();
}

absl::Status CheckBanner(absl::string_view bytes) {
  ByteReader in(bytes);
  if (in.GetBytes(kBannerMagic.size()) != kBannerMagic) {
    return absl::InvalidArgumentError(
        bytes.substr(0, kMagicV1.size()) == kMagicV1
            ? "the peer speaks Ceph's messenger v1; only v2 is spoken here: "
              "use its v2 address"
            : "the peer does not speak Ceph's messenger: its first bytes are "
              "not \"ceph v2\"");
  }
  const auto payload_bytes = in.Get<uint16_t>();
  const auto supported = in.Get<uint64_t>();
  const auto required = in.Get<uint64_t>();
  if (!in.ok() || payload_bytes != kBannerPayloadBytes) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the peer's banner announces ", payload_bytes, " bytes instead of ",
        kBannerPayloadBytes, ": a later protocol?"));
  }
  if ((supported & kFeatureRevision1) == 0) {
    return absl::UnimplementedError(
        "the peer speaks messenger v2.0 only (Ceph before 15); v2.1 is needed");
  }
  if ((required & kFeatureCompression) != 0) {
    return absl::UnimplementedError(
        "the peer requires compression on the wire, which is not spoken here: "
        "set its ms_osd_compress_mode to none");
  }
  if ((required & ~kFeatureRevision1) != 0) {
    return absl::UnimplementedError(
        absl::StrFormat("the peer requires messenger features 0x%x that are "
                        "not spoken here",
                        required & ~kFeatureRevision1));
  }
  return absl::OkStatus();
}

std::string TagName(Tag tag) {
  const auto number = static_cast<size_t>(tag);
  if (number == 0 || number > std::size(kTagNames)) {
    return absl::StrCat("tag ", number);
  }
  return kTagNames[number - 1];
}

void EncodePreamble(Tag tag, std::initializer_list<Segment> segments,
                    char* out) {
  std::fill(out, out + kPreambleBytes, '\0');
  out[0] = static_cast<char>(tag);
  out[kSegmentCountOffset] = static_cast<char>(segments.size());
  char* place = out + kSegmentsOffset;
  for (const Segment& segment : segments) {
    StoreLittleEndian(segment.bytes, place);
    StoreLittleEndian(segment.alignment, place + 4);
    place += kSegmentBytes;
  }
  StoreLittleEndian(
      Crc(kPreambleSeed, absl::string_view(out, kPreambleCrcOffset)),
      out + kPreambleCrcOffset);
}

std::string EncodeControlFrame(Tag tag, absl::string_view payload) {
  char preamble[kPreambleBytes];
  EncodePreamble(tag,
                 {{static_cast<uint32_t>(payload.size()), kControlAlignment}},
                 preamble);
  ByteWriter out;
  out.PutBytes(absl::string_view(preamble, kPreambleBytes)).PutBytes(payload);
  if (!payload.empty()) out.Put(Crc(kSegmentSeed, payload));
  return out.Take();
}

size_t Preamble::FrameBytes() const {
  size_t total = kPreambleBytes + bytes[0] + (bytes[0] > 0 ? kCrcBytes : 0);
  for (size_t i = 1; i < segments; ++i) total += bytes[i];
  return total + (segments > 1 ? kEpilogueBytes : 0);
}

absl::StatusOr<Preamble> DecodePreamble(const char* bytes) {
  if (LoadLittleEndian<uint32_t>(bytes + kPreambleCrcOffset) !=
      Crc(kPreambleSeed, absl::string_view(bytes, kPreambleCrcOffset))) {
    return absl::DataLossError("the crc of a frame's preamble is wrong");
  }
  Preamble preamble;
  const auto tag = static_cast<uint8_t>(bytes[0]);
  preamble.tag = static_cast<Tag>(tag);
  if (tag == 0 || tag > std::size(kTagNames)) {
    return absl::InvalidArgumentError(
        absl::StrCat("a frame has the unknown tag ", tag));
  }
  preamble.segments = static_cast<uint8_t>(bytes[kSegmentCountOffset]);
  if (preamble.segments == 0 || preamble.segments > kMaxSegments) {
    return absl::InvalidArgumentError(
        absl::StrCat("a ", TagName(preamble.tag), " frame has ",
                     preamble.segments, " segments, 1..4 are possible"));
  }
  if ((static_cast<uint8_t>(bytes[kFlagsOffset]) & kCompressedFlag) != 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("a ", TagName(preamble.tag),
                     " frame is compressed, which was not agreed on"));
  }
  for (size_t i = 0; i < preamble.segments; ++i) {
    preamble.bytes[i] =
        LoadLittleEndian<uint32_t>(bytes + kSegmentsOffset + i * kSegmentBytes);
  }
  if (preamble.segments > 1 && preamble.bytes[preamble.segments - 1] == 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "a ", TagName(preamble.tag), " frame counts an empty last segment"));
  }
  return preamble;
}

}  // namespace grpc_perf_msgr::msgr2
