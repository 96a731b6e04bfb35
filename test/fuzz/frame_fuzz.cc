// libFuzzer target: what the raw messenger does with whatever a peer sends. The
// first byte of an input decides how the rest is cut into reads.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "common/tcp/frame.h"
#include "test/fuzz/require.h"

namespace grpc_perf_msgr {
namespace {

// Small, so that an input can be longer.
constexpr uint32_t kMaxPayloadBytes = 1000;

void CheckHello(absl::string_view bytes) {
  const absl::StatusOr<Hello> hello = DecodeHello(bytes);
  if (!hello.ok()) return;
  // What is accepted has one form.
  const auto again = EncodeHello(*hello);
  Require(absl::string_view(again.data(), again.size()) == bytes);
}

void CheckFrame(const ReceivedFrame& frame, std::string& taken) {
  Require(frame.payload.size() == frame.header.length);
  std::string header(kFrameHeaderBytes, '\0');
  EncodeFrameHeader(frame.header, header.data());
  taken += header;
  taken.append(frame.payload.data(), frame.payload.size());
  if (frame.header.id == kErrorFrameId) {
    Require(frame.payload.size() <= kMaxErrorBytes + 4);
    Require(!DecodeErrorPayload(frame.payload).ok());
  } else {
    Require(frame.payload.size() <= kMaxPayloadBytes);
  }
}

// Takes what is complete; false when the stream is beyond use.
bool TakeAll(FrameReader& reader, bool& greeted, std::string& taken) {
  if (!greeted) {
    const std::optional<absl::string_view> raw = reader.TakeRaw(kHelloBytes);
    if (!raw.has_value()) return true;
    greeted = true;
    taken.append(raw->data(), raw->size());
    CheckHello(*raw);
  }
  for (;;) {
    const auto frame = reader.Next();
    if (!frame.ok()) return false;
    if (!frame->has_value()) return true;
    CheckFrame(**frame, taken);
  }
}

void Run(size_t cut, absl::string_view input) {
  FrameReader reader(kMaxPayloadBytes);
  std::string taken;
  bool greeted = false;
  absl::string_view rest = input;
  while (!rest.empty()) {
    const absl::Span<char> space = reader.Space();
    Require(!space.empty());
    const size_t part = std::min({cut, space.size(), rest.size()});
    std::memcpy(space.data(), rest.data(), part);
    reader.Commit(part);
    rest.remove_prefix(part);
    if (!TakeAll(reader, greeted, taken)) break;
  }
  // Every byte is taken once, in its order, or still buffered or not yet read.
  Require(input.substr(0, taken.size()) == taken);
  Require(taken.size() + reader.buffered() + rest.size() == input.size());
}

}  // namespace
}  // namespace grpc_perf_msgr

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const absl::string_view input(reinterpret_cast<const char*>(data + 1),
                                size - 1);
  grpc_perf_msgr::Run(size_t{data[0]} + 1, input);
  return 0;
}
