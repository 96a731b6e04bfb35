#include "common/grpc/bytes_frame.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace grpc_perf_msgr {
namespace {

constexpr size_t kHeaderBytes = 16;
constexpr uint32_t kHasCrc32c = uint32_t{1} << 31;

static_assert(std::endian::native == std::endian::little,
              "the wire is little-endian; a big-endian host needs swaps here");

}  // namespace

grpc::ByteBuffer EncodeBytes(const BytesHeader& header,
                             const SharedPayload& payload) {
  std::array<char, kHeaderBytes> bytes;
  const uint32_t word =
      header.reply_bytes | (header.crc32c.has_value() ? kHasCrc32c : 0);
  const uint32_t crc32c = header.crc32c.value_or(0);
  std::memcpy(bytes.data(), &header.id, 8);
  std::memcpy(bytes.data() + 8, &word, 4);
  std::memcpy(bytes.data() + 12, &crc32c, 4);
  const std::array<grpc::Slice, 2> slices = {
      grpc::Slice(bytes.data(), bytes.size()), payload.slice()};
  return grpc::ByteBuffer(slices.data(), payload.view().empty() ? 1 : 2);
}

absl::Status DecodedBytes::Decode(const grpc::ByteBuffer& buffer) {
  slices_.clear();
  pieces_.clear();
  if (!buffer.Valid() || !buffer.Dump(&slices_).ok() ||
      buffer.Length() < kHeaderBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("a message of ", buffer.Valid() ? buffer.Length() : 0,
                     " bytes is shorter than its header of ", kHeaderBytes));
  }
  std::array<char, kHeaderBytes> bytes;
  size_t have = 0;
  for (const grpc::Slice& slice : slices_) {
    absl::string_view piece(reinterpret_cast<const char*>(slice.begin()),
                            slice.size());
    const size_t part = std::min(kHeaderBytes - have, piece.size());
    std::memcpy(bytes.data() + have, piece.data(), part);
    have += part;
    piece.remove_prefix(part);
    if (!piece.empty()) pieces_.push_back(piece);
  }
  uint32_t word = 0;
  uint32_t crc32c = 0;
  std::memcpy(&header_.id, bytes.data(), 8);
  std::memcpy(&word, bytes.data() + 8, 4);
  std::memcpy(&crc32c, bytes.data() + 12, 4);
  header_.reply_bytes = word & ~kHasCrc32c;
  header_.crc32c.reset();
  if ((word & kHasCrc32c) != 0) header_.crc32c = crc32c;
  return absl::OkStatus();
}

}  // namespace grpc_perf_msgr
