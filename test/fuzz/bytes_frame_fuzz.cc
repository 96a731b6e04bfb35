// libFuzzer target: what the codec `bytes` does with a message of a gRPC
// stream. The first byte of an input decides how the rest is cut into slices.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "common/grpc/bytes_frame.h"
#include "test/fuzz/require.h"

namespace grpc_perf_msgr {
namespace {

constexpr size_t kHeaderBytes = 16;

std::string Join(const std::vector<grpc::Slice>& slices) {
  std::string text;
  for (const grpc::Slice& slice : slices) {
    text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return text;
}

void Run(size_t cut, absl::string_view input, DecodedBytes& decoded) {
  std::vector<grpc::Slice> slices;
  for (size_t at = 0; at < input.size(); at += cut) {
    const absl::string_view part = input.substr(at, cut);
    slices.emplace_back(part.data(), part.size());
  }
  grpc::ByteBuffer buffer(slices.data(), slices.size());
  const absl::Status status = decoded.Decode(buffer);
  buffer.Clear();
  slices.clear();
  Require(status.ok() == (input.size() >= kHeaderBytes));
  if (!status.ok()) return;
  const std::string payload = absl::StrJoin(decoded.payload().pieces(), "");
  Require(payload == input.substr(kHeaderBytes));
  // The way back; a crc32c that is not there is written as 0.
  const grpc::ByteBuffer again =
      EncodeBytes(decoded.header(), SharedPayload(payload));
  std::vector<grpc::Slice> written;
  Require(again.Dump(&written).ok());
  const std::string bytes = Join(written);
  const bool no_crc = !decoded.header().crc32c.has_value();
  const size_t compared = no_crc ? 12 : kHeaderBytes;
  Require(bytes.size() == input.size());
  Require(bytes.compare(0, compared, std::string(input.substr(0, compared))) ==
          0);
  Require(absl::string_view(bytes).substr(kHeaderBytes) ==
          input.substr(kHeaderBytes));
}

}  // namespace
}  // namespace grpc_perf_msgr

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  // Reused from message to message, as streams do.
  static auto& decoded = *new grpc_perf_msgr::DecodedBytes();
  grpc_perf_msgr::Run(size_t{data[0]} + 1,
                      grpc_perf_msgr::ToText(data + 1, size - 1), decoded);
  return 0;
}
