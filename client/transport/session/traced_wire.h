// A wire that tells of its frames: --debug=frames.
#ifndef GRPC_PERF_MSGR_CLIENT_TRANSPORT_SESSION_TRACED_WIRE_H_
#define GRPC_PERF_MSGR_CLIENT_TRANSPORT_SESSION_TRACED_WIRE_H_

#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "client/load/workload.h"
#include "common/debug.h"

namespace grpc_perf_msgr {

// The wire `W` is made into another class instead of being asked for each
// message whether it tells.
template <typename W>
class TracedWire final : public W {
 public:
  TracedWire(const Workload& workload, absl::string_view payload)
      : W(workload, payload),
        debug_(workload.debug.frames, "frames",
               absl::StrCat(workload.server.scheme, " ", DebugThread())) {}

  template <typename Ends>
  void Begin(const Ends& ends) {
    W::Begin(ends);
    TellSent("greeting", 0);
  }
  absl::StatusOr<bool> Greet() {
    const size_t before = this->writer().pending_bytes();
    absl::StatusOr<bool> done = W::Greet();
    TellSent("greeting", before);
    if (!done.ok()) {
      debug_.Say("received no greeting: ", done.status().message());
    } else if (*done) {
      debug_.Say("received greeting, may send ops");
    }
    return done;
  }
  void AppendOp(uint64_t id) {
    const size_t before = this->writer().pending_bytes();
    W::AppendOp(id);
    debug_.Say("send op ", id, ", ", this->writer().pending_bytes() - before,
               " bytes");
  }
  template <typename Reply>
  absl::StatusOr<bool> NextReply(Reply& reply) {
    absl::StatusOr<bool> found = W::NextReply(reply);
    if (!found.ok()) {
      debug_.Say("received no reply: ", found.status().message());
    } else if (*found) {
      debug_.Say("received reply ", reply.id, ", payload of ",
                 reply.data.size(), " bytes");
    }
    return found;
  }
  absl::Status LastWords() {
    absl::Status said = W::LastWords();
    if (!said.ok()) debug_.Say("received last words: ", said.message());
    return said;
  }

 private:
  void TellSent(absl::string_view what, size_t before) {
    const size_t bytes = this->writer().pending_bytes() - before;
    if (bytes > 0) debug_.Say("send ", what, ", ", bytes, " bytes");
  }

  const DebugLog debug_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_TRANSPORT_SESSION_TRACED_WIRE_H_
