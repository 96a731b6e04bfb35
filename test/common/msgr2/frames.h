// Frames put together and taken apart by tests, right and wrong ones.
#ifndef GRPC_PERF_MSGR_TEST_COMMON_MSGR2_FRAMES_H_
#define GRPC_PERF_MSGR_TEST_COMMON_MSGR2_FRAMES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/msgr2/address.h"
#include "common/msgr2/frame.h"
#include "common/msgr2/frame_reader.h"

namespace grpc_perf_msgr::msgr2 {

// A frame that owns its bytes.
struct OwnedFrame {
  Tag tag = Tag::kHello;
  std::vector<std::string> segments;

  // Borrows from this one.
  ReceivedFrame Received() const;
};
OwnedFrame Own(const ReceivedFrame& frame);
// A frame of one segment, as one of the handshakes gets it.
OwnedFrame Control(Tag tag, absl::string_view payload);

// A whole frame on the wire, written by the tests' own code and as freely as a
// bad peer would.
struct WireFrame {
  uint8_t tag = 17;
  std::vector<std::string> segments;
  // Unless given: as many as there are segments.
  std::optional<uint8_t> segment_count = std::nullopt;
  uint16_t alignment = 8;
  uint8_t flags = 0;
  uint8_t reserved = 0;
  uint8_t late_status = 0x0e;
  // Of this segment the crc is wrong.
  std::optional<size_t> wrong_crc = std::nullopt;

  std::string Bytes() const;
};

// Hands `bytes` to the reader as a socket would.
void Feed(FrameReader& reader, absl::string_view bytes);

// Cuts `bytes`, which are whole frames, into these; anything else fails the
// test.
std::vector<OwnedFrame> CutAll(absl::string_view bytes);
// The same for one frame.
OwnedFrame CutOne(absl::string_view bytes);

// "127.0.0.1" or "::1", and alike.
EntityAddress MakeAddress(const std::string& ip, uint16_t port,
                          AddressType type = AddressType::kMsgr2,
                          uint32_t nonce = 0);

}  // namespace grpc_perf_msgr::msgr2

#endif  // GRPC_PERF_MSGR_TEST_COMMON_MSGR2_FRAMES_H_
