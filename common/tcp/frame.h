// The wire of the transport `tcp`, byte by byte: what a hand-written messenger
// would put around a payload, and no more. Pure: no I/O.
//
// Every integer is little-endian.
//
// Hello: the first 24 bytes of each side.
//   8 bytes  "GPMTCP1\n"
//   u32      client: payload bytes of each reply; server: its largest payload
//   u32      flags: bit 0: frames carry a crc32c that the receiver checks;
//            bit 1: a payload is a serialized Op or OpReply (codec protobuf)
//   u64      0
// The server answers with its own hello, the flags repeated.
//
// Frame: 16 bytes, then the payload.
//   u32      payload bytes
//   u32      crc32c of the payload (standard form); 0 unless flags bit 0 is set
//   u64      id: the client's choice, repeated in the reply; all ones: an error
//
// Error frame, from the server only, followed by the end of the connection: its
// payload is a u32 gRPC status code and a message in UTF-8.
#ifndef GRPC_PERF_MSGR_COMMON_TCP_FRAME_H_
#define GRPC_PERF_MSGR_COMMON_TCP_FRAME_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/tcp/receive_buffer.h"

namespace grpc_perf_msgr {

inline constexpr size_t kHelloBytes = 24;
inline constexpr size_t kFrameHeaderBytes = 16;
inline constexpr uint64_t kErrorFrameId = ~uint64_t{0};
// The longest error message that is sent or accepted.
inline constexpr size_t kMaxErrorBytes = 4096;

struct Hello {
  uint32_t bytes = 0;
  bool verify = false;
  bool protobuf = false;

  bool operator==(const Hello& other) const = default;
};

std::array<char, kHelloBytes> EncodeHello(const Hello& hello);
// INVALID_ARGUMENT: not a hello of this protocol, or with flags that it does
// not know. `bytes` must be kHelloBytes long.
absl::StatusOr<Hello> DecodeHello(absl::string_view bytes);

struct FrameHeader {
  uint32_t length = 0;
  uint32_t crc32c = 0;
  uint64_t id = 0;

  bool operator==(const FrameHeader& other) const = default;
};

void EncodeFrameHeader(const FrameHeader& header, char* out);
// `bytes` holds kFrameHeaderBytes; every value is a valid header.
FrameHeader DecodeFrameHeader(const char* bytes);

// Header and payload of an error frame; a longer message is cut.
std::string EncodeErrorFrame(const absl::Status& status);
// The status that the payload of an error frame means; never OK.
absl::Status DecodeErrorPayload(absl::string_view payload);

// A frame as it was received; the payload is borrowed.
struct ReceivedFrame {
  FrameHeader header;
  absl::string_view payload;
};

// Cuts a stream of bytes into frames. The caller reads from its socket into
// Space(), says how much with Commit(), and takes frames until there are none.
class FrameReader {
 public:
  // Frames with a longer payload are refused before anything is allocated for
  // them.
  explicit FrameReader(uint32_t max_payload_bytes);

  // Where to read to; never empty. Invalidates payloads of earlier frames.
  absl::Span<char> Space() { return buffer_.Space(); }
  // `bytes` more were read into Space().
  void Commit(size_t bytes) { buffer_.Commit(bytes); }

  // Takes exactly `bytes` raw bytes (a hello), or nothing while there are
  // fewer. At most kHelloBytes.
  std::optional<absl::string_view> TakeRaw(size_t bytes);

  // The next frame; nothing while it is not complete. RESOURCE_EXHAUSTED:
  // longer than allowed (an error frame: than kMaxErrorBytes + 4); the stream
  // is then beyond use.
  absl::StatusOr<std::optional<ReceivedFrame>> Next();

  // Throws away what was received; the stream is at its end.
  void Clear() { buffer_.Clear(); }

  // Bytes that were received but not yet taken.
  size_t buffered() const { return buffer_.size(); }

 private:
  const uint32_t max_payload_bytes_;
  ReceiveBuffer buffer_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_TCP_FRAME_H_
