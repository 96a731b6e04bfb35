// Gathers outgoing frames and hands them to the kernel in bursts.
#ifndef GRPC_PERF_MSGR_COMMON_TCP_FRAME_WRITER_H_
#define GRPC_PERF_MSGR_COMMON_TCP_FRAME_WRITER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/tcp/frame.h"

namespace grpc_perf_msgr {

// A queue of frames that wait to be sent, in order. Memory is reused: in steady
// state nothing is allocated. One thread.
class FrameWriter {
 public:
  // Adds a frame; `payload` is borrowed until it is sent.
  void Append(const FrameHeader& header, absl::string_view payload);

  // Adds a frame whose payload is made here: fill exactly header.length bytes
  // of what is returned before the next call.
  char* AppendOwned(const FrameHeader& header);

  // Adds ready bytes (a hello, an error frame); copied.
  void AppendRaw(absl::string_view bytes);

  // Sends as much as the socket takes now (sendmsg(2), never blocks). OK also
  // when some is left. UNAVAILABLE: the connection is broken.
  absl::Status Flush(int fd);

  // Frames that are not sent whole.
  size_t pending() const { return count_; }
  bool empty() const { return count_ == 0; }

 private:
  struct Entry {
    std::array<char, kFrameHeaderBytes> header;
    size_t header_bytes = 0;
    absl::string_view borrowed;
    // Reused by the frames that pass through this entry.
    std::string owned;
    bool is_owned = false;

    absl::string_view payload() const {
      return is_owned ? absl::string_view(owned.data(), owned.size())
                      : borrowed;
    }
  };

  Entry& NextEntry();
  Entry& At(size_t index) {
    return entries_[(first_ + index) & (entries_.size() - 1)];
  }
  // `bytes` of what waits were sent.
  void Consume(size_t bytes);

  // A ring whose size is a power of two.
  std::vector<Entry> entries_ = std::vector<Entry>(64);
  size_t first_ = 0;
  size_t count_ = 0;
  // How much of the first entry was sent before.
  size_t first_sent_ = 0;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_TCP_FRAME_WRITER_H_
