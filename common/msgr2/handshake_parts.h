// What both sides of the handshake put together and check alike.
#ifndef GRPC_PERF_MSGR_COMMON_MSGR2_HANDSHAKE_PARTS_H_
#define GRPC_PERF_MSGR_COMMON_MSGR2_HANDSHAKE_PARTS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/msgr2/address.h"
#include "common/msgr2/bytes.h"
#include "common/msgr2/frame.h"

namespace grpc_perf_msgr::msgr2 {

// Authentication method "none", and connection modes.
inline constexpr uint32_t kAuthNone = 1;
inline constexpr uint32_t kModeCrc = 1;
inline constexpr uint32_t kModeSecure = 2;
// Ceph's entity types: what a perf server plays, and a client.
inline constexpr uint8_t kOsdType = 4;
inline constexpr uint8_t kClientType = 8;

// A u32 count and so many u32, as in lists of methods and modes.
std::vector<uint32_t> GetNumbers(ByteReader& in);
// For an error: "1,2"; of a long list only the start.
std::string FormatNumbers(const std::vector<uint32_t>& numbers);

// Errors about what the peer sent.
absl::Status CutShort(Tag tag);
absl::Status OutOfPlace(Tag tag, absl::string_view expected);
absl::Status MissingFeatures(uint64_t missing);
absl::Status CheckSignature(absl::string_view payload);

// Whole frames.
std::string SignatureFrame();
std::string HelloFrame(uint8_t own_type, const EntityAddress& peer);

// The rest of what an ident says, behind the addresses.
void PutIdent(uint64_t global_seq, uint64_t flags, uint64_t cookie,
              ByteWriter& out);

// The same as received.
struct Ident {
  uint64_t supported = 0;
  uint64_t required = 0;
};
Ident GetIdent(ByteReader& in);

}  // namespace grpc_perf_msgr::msgr2

#endif  // GRPC_PERF_MSGR_COMMON_MSGR2_HANDSHAKE_PARTS_H_
