// Building and taking apart the packed, little-endian structures of Ceph's
// messenger.
#ifndef GRPC_PERF_MSGR_COMMON_MSGR2_BYTES_H_
#define GRPC_PERF_MSGR_COMMON_MSGR2_BYTES_H_

#include <cstddef>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "common/little_endian.h"

namespace grpc_perf_msgr::msgr2 {

// Appends to a string.
class ByteWriter {
 public:
  template <typename T>
  ByteWriter& Put(T value) {
    char bytes[sizeof(T)];
    StoreLittleEndian(value, bytes);
    out_.append(bytes, sizeof(T));
    return *this;
  }
  ByteWriter& PutBytes(absl::string_view bytes) {
    out_.append(bytes.data(), bytes.size());
    return *this;
  }
  ByteWriter& PutZeros(size_t count) {
    out_.append(count, '\0');
    return *this;
  }

  size_t size() const { return out_.size(); }
  // What was put together; nothing is left.
  std::string Take() { return std::move(out_); }

 private:
  std::string out_;
};

// Takes from the front of borrowed bytes. What is not there reads as 0, and
// ok() is false from then on.
class ByteReader {
 public:
  explicit ByteReader(absl::string_view bytes) : rest_(bytes) {}

  template <typename T>
  T Get() {
    const absl::string_view bytes = GetBytes(sizeof(T));
    return bytes.size() == sizeof(T) ? LoadLittleEndian<T>(bytes.data()) : T{0};
  }
  // Empty when there are fewer.
  absl::string_view GetBytes(size_t count) {
    if (count > rest_.size()) {
      ok_ = false;
      rest_ = absl::string_view();
      return rest_;
    }
    const absl::string_view bytes = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return bytes;
  }

  bool ok() const { return ok_; }
  absl::string_view rest() const { return rest_; }

 private:
  absl::string_view rest_;
  bool ok_ = true;
};

}  // namespace grpc_perf_msgr::msgr2

#endif  // GRPC_PERF_MSGR_COMMON_MSGR2_BYTES_H_
