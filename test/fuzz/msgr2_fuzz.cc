// libFuzzer target: what either side of Ceph's messenger does with whatever a
// peer sends. The first byte of an input: its high bit says whether the server
// or the client receives it, the rest how it is cut into reads.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "common/little_endian.h"
#include "common/msgr2/crc.h"
#include "common/msgr2/frame_reader.h"
#include "common/msgr2/handshake.h"
#include "common/msgr2/message.h"
#include "test/fuzz/require.h"

namespace grpc_perf_msgr::msgr2 {
namespace {

// Small, so that an input can be longer.
constexpr uint64_t kMaxDataBytes = 1000;

// What is sent must be whole frames.
void RequireFrames(absl::string_view bytes) {
  if (bytes.empty()) return;
  FrameReader reader(0);
  while (!bytes.empty()) {
    const absl::Span<char> space = reader.Space();
    const size_t part = std::min(space.size(), bytes.size());
    std::memcpy(space.data(), bytes.data(), part);
    reader.Commit(part);
    bytes.remove_prefix(part);
    for (;;) {
      const auto frame = reader.Next();
      Require(frame.ok());
      if (!frame->has_value()) break;
    }
  }
  Require(reader.buffered() == 0);
}

// A frame has one form, but for what is not looked at: alignments, flags and
// the high half of the late status, which are taken from the input.
void RequireSameForm(const ReceivedFrame& frame, absl::string_view bytes) {
  std::string again(bytes.substr(0, kPreambleBytes));
  again[0] = static_cast<char>(frame.tag);
  again[1] = static_cast<char>(frame.segments);
  for (size_t i = 0; i < frame.segments; ++i) {
    StoreLittleEndian(static_cast<uint32_t>(frame.segment[i].size()),
                      again.data() + 2 + i * 6);
  }
  StoreLittleEndian(Crc(kPreambleSeed, absl::string_view(again).substr(0, 28)),
                    again.data() + 28);
  const auto append = [&again](absl::string_view part) {
    again.append(part.data(), part.size());
  };
  const auto append_crc = [&](absl::string_view segment) {
    char crc[kCrcBytes];
    StoreLittleEndian(Crc(kSegmentSeed, segment), crc);
    append(absl::string_view(crc, kCrcBytes));
  };
  append(frame.segment[0]);
  if (!frame.segment[0].empty()) append_crc(frame.segment[0]);
  if (frame.segments > 1) {
    for (size_t i = 1; i < frame.segments; ++i) append(frame.segment[i]);
    Require(again.size() < bytes.size());
    const char late_status = bytes[again.size()];
    Require((late_status & 0xf) == kFrameComplete);
    again += late_status;
    for (size_t i = 1; i < frame.segments; ++i) append_crc(frame.segment[i]);
    // Crcs of segments that are not there.
    const size_t unused = (kMaxSegments - frame.segments) * kCrcBytes;
    Require(again.size() + unused <= bytes.size());
    append(bytes.substr(again.size(), unused));
  }
  Require(again == bytes);
  for (size_t i = 0; i < frame.segments; ++i) {
    const bool is_data = frame.tag == Tag::kMessage && i == 3;
    Require(frame.segment[i].size() <=
            (is_data ? kMaxDataBytes : FrameReader::kMaxControlBytes));
  }
}

// An accepted message says the same when it is written anew.
void CheckMessage(const ReceivedFrame& frame) {
  const auto op = DecodeOp(frame);
  const auto reply = DecodeReply(frame);
  Require(!op.ok() || !reply.ok());
  MessageIds ids;
  if (op.ok()) {
    Require(op->data.data() == frame.segment[3].data());
    Require(op->data.size() == frame.segment[3].size());
    char head[kOpHeadBytes];
    OpFrame(static_cast<uint32_t>(op->data.size())).EncodeHead(op->ids, head);
    Require(DecodePreamble(head).ok());
    ids = op->ids;
  } else if (reply.ok()) {
    char whole[kReplyBytes];
    ReplyFrame().Encode(reply->ids, whole);
    RequireFrames(absl::string_view(whole, kReplyBytes));
    ids = reply->ids;
  } else {
    return;
  }
  const char* header = frame.segment[0].data();
  Require(ids.seq == LoadLittleEndian<uint64_t>(header));
  Require(ids.tid == LoadLittleEndian<uint64_t>(header + 8));
  Require(ids.ack_seq == LoadLittleEndian<uint64_t>(header + 28));
}

// The two handshakes behind one face: an error's bytes are sent, too.
class Receiver {
 public:
  explicit Receiver(bool is_server) : is_server_(is_server) {}

  bool OnBanner(absl::string_view bytes) {
    if (is_server_) return Check(server_.OnBanner(bytes));
    return Check(client_.OnBanner(bytes));
  }
  // False: the connection is closed.
  bool OnFrame(const ReceivedFrame& frame) {
    if (done()) {
      if (frame.tag != Tag::kMessage) return Check(AnswerControlFrame(frame));
      CheckMessage(frame);
      return true;
    }
    if (is_server_) return Check(server_.OnFrame(frame));
    return Check(client_.OnFrame(frame));
  }

 private:
  bool done() const { return is_server_ ? server_.done() : client_.done(); }
  static bool Check(const ServerHandshake::Answer& answer) {
    RequireFrames(answer.bytes);
    Require(answer.status.ok() || !answer.status.message().empty());
    return answer.status.ok();
  }
  static bool Check(const absl::StatusOr<std::string>& answer) {
    if (answer.ok()) {
      RequireFrames(*answer);
    } else {
      Require(!answer.status().message().empty());
    }
    return answer.ok();
  }

  const bool is_server_;
  ServerHandshake server_{EntityAddress(), EntityAddress(), 1};
  ClientHandshake client_{EntityAddress(), EntityAddress(), 1};
};

class Run {
 public:
  Run(size_t cut, bool is_server, absl::string_view input)
      : cut_(cut), receiver_(is_server), input_(input), rest_(input) {}

  void ToItsEnd() {
    while (!rest_.empty()) {
      const absl::Span<char> space = reader_.Space();
      Require(!space.empty());
      const size_t part = std::min({cut_, space.size(), rest_.size()});
      std::memcpy(space.data(), rest_.data(), part);
      reader_.Commit(part);
      rest_.remove_prefix(part);
      if (!TakeAll()) return;
    }
  }

 private:
  // Every byte is taken once, in its order: where the input stands.
  size_t taken() const {
    return input_.size() - rest_.size() - reader_.buffered();
  }

  // Takes what is complete; false when the connection is closed.
  bool TakeAll() {
    if (!greeted_) {
      const std::optional<absl::string_view> banner = reader_.TakeBanner();
      if (!banner.has_value()) return true;
      greeted_ = true;
      Require(input_.substr(0, banner->size()) == *banner);
      const bool accepted = receiver_.OnBanner(*banner);
      Require(!accepted || banner->size() == kBannerBytes);
      if (!accepted) return false;
      Require(taken() == kBannerBytes);
    }
    for (;;) {
      const size_t begin = taken();
      const auto frame = reader_.Next();
      if (!frame.ok()) {
        Require(!frame.status().message().empty());
        return false;
      }
      if (!frame->has_value()) return true;
      CheckTaken(**frame, begin);
      if (!receiver_.OnFrame(**frame)) return false;
    }
  }

  // The frame is what stands in the input, behind those that were given up.
  void CheckTaken(const ReceivedFrame& frame, size_t begin) const {
    absl::string_view bytes = input_.substr(begin, taken() - begin);
    for (;;) {
      Require(bytes.size() >= kPreambleBytes);
      const auto preamble = DecodePreamble(bytes.data());
      Require(preamble.ok());
      const size_t size = preamble->FrameBytes();
      Require(size <= bytes.size());
      if (size == bytes.size()) break;
      Require(preamble->segments > 1);
      Require((bytes[size - kEpilogueBytes] & 0xf) == kFrameAborted);
      bytes.remove_prefix(size);
    }
    RequireSameForm(frame, bytes);
  }

  const size_t cut_;
  Receiver receiver_;
  const absl::string_view input_;
  absl::string_view rest_;
  FrameReader reader_{kMaxDataBytes};
  bool greeted_ = false;
};

}  // namespace
}  // namespace grpc_perf_msgr::msgr2

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const absl::string_view input(reinterpret_cast<const char*>(data + 1),
                                size - 1);
  grpc_perf_msgr::msgr2::Run((data[0] & 0x7f) * 8 + 1, (data[0] & 0x80) != 0,
                             input)
      .ToItsEnd();
  return 0;
}
