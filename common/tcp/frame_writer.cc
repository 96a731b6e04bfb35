#include "common/tcp/frame_writer.h"

namespace grpc_perf_msgr {

void FrameWriter::AppendFrame(const FrameHeader& header,
                              absl::string_view payload) {
  Entry& entry = Append();
  EncodeFrameHeader(header, entry.head.data());
  entry.head_bytes = kFrameHeaderBytes;
  entry.borrowed = payload;
}

char* FrameWriter::AppendOwnedFrame(const FrameHeader& header) {
  Entry& entry = Append();
  EncodeFrameHeader(header, entry.head.data());
  entry.head_bytes = kFrameHeaderBytes;
  entry.is_owned = true;
  entry.owned.resize(header.length);
  return entry.owned.data();
}

}  // namespace grpc_perf_msgr
