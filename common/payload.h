// Payload bytes and their checksum.
#ifndef GRPC_PERF_MSGR_COMMON_PAYLOAD_H_
#define GRPC_PERF_MSGR_COMMON_PAYLOAD_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace grpc_perf_msgr {

// The largest payload that any option accepts, in bytes. Protobuf can't
// serialize 2 GiB; this leaves room for copies.
inline constexpr uint64_t kMaxPayloadBytes = 1024ull * 1024 * 1024;

// CRC-32C (Castagnoli) in its standard form: "123456789" gives 0xe3069283.
// Computed by ISA-L. Any thread.
uint32_t Crc32c(absl::string_view data);

// `bytes` bytes that do not compress: the output of a fixed pseudo-random
// generator, the same for every call, process and host; a shorter payload is
// the beginning of a longer one.
std::string MakePayload(size_t bytes);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_PAYLOAD_H_
