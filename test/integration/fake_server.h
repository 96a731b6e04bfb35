// A server inside the test program that keeps the protocol for a while and then
// breaks it in one way: whichever transport it speaks, it does the same.
#ifndef GRPC_PERF_MSGR_TEST_INTEGRATION_FAKE_SERVER_H_
#define GRPC_PERF_MSGR_TEST_INTEGRATION_FAKE_SERVER_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "test/integration/rungs.h"

namespace grpc_perf_msgr {

enum class Fault {
  // Keeps the protocol; has no Control service all the same.
  kNone,
  // Answers with an id that the client never sent.
  kUnknownId,
  // Answers an op twice.
  kIdTwice,
  // A reply that is one byte too short.
  kWrongSize,
  // One bit changes after the crc32c was computed.
  kFlippedBit,
  // Leaves the crc32c of a reply away although the op had one.
  kNoCrc,
  // Reads on but answers nothing more.
  kStall,
  // Ends the stream as if all were well while ops are unanswered.
  kEndEarly,
  // Ends the stream with PERMISSION_DENIED "no more today".
  kErrorStatus,
  // Answers everything, but does not end the stream after the half-close.
  kNeverEnd,
  // Answers everything, and ends the stream with kErrorStatus's error.
  kErrorAtTheEnd,
};

inline constexpr char kNoMoreToday[] = "no more today";

// Whether a server of this rung can break its protocol so.
bool CanBreak(const Rung& rung, Fault fault);

struct FakeOp {
  uint64_t id = 0;
  uint32_t reply_bytes = 0;
  bool has_crc = false;
};

struct FakeReply {
  uint64_t id = 0;
  std::string data;
  std::optional<uint32_t> crc32c;
};

struct FakeAnswer {
  enum class Then { kGoOn, kEnd, kEndWithError };
  std::vector<FakeReply> replies;
  Then then = Then::kGoOn;
  // The protocol's own checksums, where it has some, are not those of the
  // replies.
  bool damaged = false;
};

// What a server with a fault does, op by op. May be asked by any thread.
class FaultScript {
 public:
  // All streams together answer `good_messages` ops as they should.
  FaultScript(Fault fault, uint64_t good_messages)
      : fault_(fault), good_messages_(good_messages) {}

  FakeAnswer OnOp(const FakeOp& op);
  // After the client's half-close: whether the stream stays open, or ends with
  // an error.
  bool never_ends() const { return fault_ == Fault::kNeverEnd; }
  FakeAnswer::Then at_the_end() const {
    return fault_ == Fault::kErrorAtTheEnd ? FakeAnswer::Then::kEndWithError
                                           : FakeAnswer::Then::kEnd;
  }

 private:
  const Fault fault_;
  const uint64_t good_messages_;
  std::atomic<uint64_t> ops_ = 0;
};

class FakeServer {
 public:
  virtual ~FakeServer() = default;
  // For clients, with its scheme.
  virtual std::string address() const = 0;
};

// `good_messages` as in FaultScript.
std::unique_ptr<FakeServer> MakeFakeServer(const Rung& rung, Fault fault,
                                           uint64_t good_messages);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_INTEGRATION_FAKE_SERVER_H_
