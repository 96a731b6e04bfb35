// Frames of the transport `tcp` on their way out.
#ifndef GRPC_PERF_MSGR_COMMON_TCP_FRAME_WRITER_H_
#define GRPC_PERF_MSGR_COMMON_TCP_FRAME_WRITER_H_

#include "absl/strings/string_view.h"
#include "common/tcp/burst_writer.h"
#include "common/tcp/frame.h"

namespace grpc_perf_msgr {

class FrameWriter : public BurstWriter<kFrameHeaderBytes, 0> {
 public:
  // Adds a frame; `payload` is borrowed until it is sent.
  void AppendFrame(const FrameHeader& header, absl::string_view payload);

  // Adds a frame whose payload is made here: fill exactly header.length bytes
  // of what is returned before the next call.
  char* AppendOwnedFrame(const FrameHeader& header);
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_TCP_FRAME_WRITER_H_
