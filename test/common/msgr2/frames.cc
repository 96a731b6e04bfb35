#include "test/common/msgr2/frames.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>

#include "common/msgr2/bytes.h"
#include "common/msgr2/crc.h"

namespace grpc_perf_msgr::msgr2 {

ReceivedFrame OwnedFrame::Received() const {
  ReceivedFrame frame;
  frame.tag = tag;
  frame.segments = segments.size();
  for (size_t i = 0; i < segments.size(); ++i) frame.segment[i] = segments[i];
  return frame;
}

OwnedFrame Own(const ReceivedFrame& frame) {
  OwnedFrame owned;
  owned.tag = frame.tag;
  for (size_t i = 0; i < frame.segments; ++i) {
    owned.segments.emplace_back(frame.segment[i]);
  }
  return owned;
}

OwnedFrame Control(Tag tag, absl::string_view payload) {
  return {tag, {std::string(payload)}};
}

std::string WireFrame::Bytes() const {
  const auto crc = [&](size_t segment) {
    const uint32_t right = Crc(0xffffffff, segments[segment]);
    return wrong_crc == segment ? right ^ 1 : right;
  };
  ByteWriter preamble;
  preamble.Put(tag).Put(
      segment_count.value_or(static_cast<uint8_t>(segments.size())));
  for (const std::string& segment : segments) {
    preamble.Put(static_cast<uint32_t>(segment.size())).Put(alignment);
  }
  preamble.PutZeros(26 - preamble.size()).Put(flags).Put(reserved);
  const std::string before_crc = preamble.Take();
  ByteWriter out;
  out.PutBytes(before_crc).Put(Crc(0, before_crc)).PutBytes(segments[0]);
  if (!segments[0].empty()) out.Put(crc(0));
  if (segments.size() == 1) return out.Take();
  for (size_t i = 1; i < segments.size(); ++i) out.PutBytes(segments[i]);
  out.Put(late_status);
  for (size_t i = 1; i < 4; ++i) {
    out.Put(i < segments.size() ? crc(i) : uint32_t{0});
  }
  return out.Take();
}

void Feed(FrameReader& reader, absl::string_view bytes) {
  while (!bytes.empty()) {
    const absl::Span<char> space = reader.Space();
    ASSERT_FALSE(space.empty());
    const size_t part = std::min(space.size(), bytes.size());
    std::memcpy(space.data(), bytes.data(), part);
    reader.Commit(part);
    bytes.remove_prefix(part);
  }
}

std::vector<OwnedFrame> CutAll(absl::string_view bytes) {
  FrameReader reader(bytes.size());
  std::vector<OwnedFrame> frames;
  while (!bytes.empty()) {
    const size_t part = std::min(reader.Space().size(), bytes.size());
    Feed(reader, bytes.substr(0, part));
    bytes.remove_prefix(part);
    for (;;) {
      const auto frame = reader.Next();
      EXPECT_TRUE(frame.ok()) << frame.status();
      if (!frame.ok()) return frames;
      if (!frame->has_value()) break;
      frames.push_back(Own(**frame));
    }
  }
  EXPECT_EQ(reader.buffered(), 0);
  return frames;
}

OwnedFrame CutOne(absl::string_view bytes) {
  const std::vector<OwnedFrame> frames = CutAll(bytes);
  EXPECT_EQ(frames.size(), 1);
  return frames.size() == 1 ? frames[0] : OwnedFrame{Tag::kHello, {""}};
}

EntityAddress MakeAddress(const std::string& ip, uint16_t port,
                          AddressType type, uint32_t nonce) {
  EntityAddress address;
  address.type = type;
  address.nonce = nonce;
  if (ip.find(':') != std::string::npos) {
    sockaddr_in6 in = {};
    in.sin6_family = AF_INET6;
    in.sin6_port = htons(port);
    EXPECT_EQ(inet_pton(AF_INET6, ip.c_str(), &in.sin6_addr), 1) << ip;
    std::memcpy(&address.socket_address, &in, sizeof(in));
  } else {
    sockaddr_in in = {};
    in.sin_family = AF_INET;
    in.sin_port = htons(port);
    EXPECT_EQ(inet_pton(AF_INET, ip.c_str(), &in.sin_addr), 1) << ip;
    std::memcpy(&address.socket_address, &in, sizeof(in));
  }
  return address;
}

}  // namespace grpc_perf_msgr::msgr2
