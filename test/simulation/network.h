// A network in memory under a made-up clock, which delays, cuts short and
// breaks what is sent.
#ifndef GRPC_PERF_MSGR_TEST_SIMULATION_NETWORK_H_
#define GRPC_PERF_MSGR_TEST_SIMULATION_NETWORK_H_

#include <sys/uio.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <utility>

#include "absl/types/span.h"
#include "common/session/line.h"
#include "common/session/session.h"
#include "test/simulation/random.h"

namespace grpc_perf_msgr {

// What happens to one direction of a connection, once.
enum class Fault {
  kNone,
  // As TCP may: the stream ends; the connection is reset; nothing more arrives
  // though the connection stands.
  kCut,
  kReset,
  kFreeze,
  // As only a broken peer would: bytes come twice, not at all, or changed.
  kDuplicate,
  kDrop,
  kCorrupt,
};
inline constexpr int kFaults = 7;

// Whether a peer that keeps its protocol may bring it about.
inline bool IsLegal(Fault fault) { return fault <= Fault::kFreeze; }

// How one direction behaves.
struct DirectionPlan {
  // Bytes on their way, at most.
  size_t capacity = 65536;
  // The most bytes that one write takes, or one read gives; how many, chance
  // decides.
  size_t chunk = 65536;
  // The longest that a chunk takes.
  int64_t delay_ns = 0;
  Fault fault = Fault::kNone;
  // Strikes the byte with this number, counted from 0.
  uint64_t fault_at = 0;
  // Bytes that come twice, or not at all.
  size_t fault_bytes = 1;
};

// One direction. Bytes keep their order, as in TCP.
class Direction {
 public:
  Direction(const DirectionPlan &plan, Random &random)
      : plan_(plan), random_(random) {}

  Moved Write(absl::Span<const iovec> vectors, int64_t now_ns);
  Moved Read(absl::Span<char> space, int64_t now_ns);
  // Nothing more will be written.
  void End() {
    if (!froze()) ended_ = true;
  }
  // Nothing more will be read: what is written then is refused.
  void CloseReader() { reader_closed_ = true; }
  // Reads and writes fail.
  void Break() { broken_ = true; }

  // The fault has struck.
  bool struck() const { return struck_; }
  bool froze() const { return struck_ && plan_.fault == Fault::kFreeze; }
  bool reset() const { return struck_ && plan_.fault == Fault::kReset; }
  // When something can be read that can't be now; kNeverNs: never.
  int64_t NextArrivalNs(int64_t now_ns) const;

 private:
  struct Chunk {
    size_t bytes;
    int64_t arrives_ns;
  };

  // Takes `bytes` that were just appended to `data_`.
  void Strike(size_t bytes, int64_t arrives_ns);

  const DirectionPlan plan_;
  Random &random_;
  std::string data_;
  // Where the first byte in `data_` is that was not read.
  size_t first_ = 0;
  std::deque<Chunk> chunks_;
  uint64_t written_ = 0;
  int64_t last_arrival_ns_ = 0;
  bool struck_ = false;
  // Bytes behind a cut, or a freeze, vanish.
  bool swallows_ = false;
  bool ended_ = false;
  bool reader_closed_ = false;
  bool broken_ = false;
};

// Both, and the clock.
class Network {
 public:
  Network(const DirectionPlan &to_server, const DirectionPlan &to_client,
          Random &random)
      : random_(random),
        to_server_(to_server, random),
        to_client_(to_client, random) {}

  // Reading the clock takes time, as everything that is done in between.
  int64_t Now() {
    now_ns_ += static_cast<int64_t>(random_.Below(2'000));
    return now_ns_;
  }
  void AdvanceTo(int64_t now_ns) { now_ns_ = now_ns; }
  // When a byte, or an end, arrives next; kNeverNs: never.
  int64_t NextArrivalNs() const;

  Direction &to_server() { return to_server_; }
  Direction &to_client() { return to_client_; }
  int64_t now_ns() const { return now_ns_; }
  // Bytes and ends that went since the last call.
  bool TakeMoved() { return std::exchange(moved_, false); }

 private:
  friend class NetworkLine;

  Random &random_;
  Direction to_server_;
  Direction to_client_;
  int64_t now_ns_ = 1'000'000'000;
  bool moved_ = false;
};

// One end of it. A Line.
class NetworkLine {
 public:
  NetworkLine(Network &network, Direction &out, Direction &in)
      : network_(&network), out_(&out), in_(&in) {}

  Moved Send(absl::Span<iovec> vectors);
  Moved Receive(absl::Span<char> space);
  void EndSending();
  void Close();

 private:
  Network *network_;
  Direction *out_;
  Direction *in_;
};
static_assert(Line<NetworkLine>);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_SIMULATION_NETWORK_H_
