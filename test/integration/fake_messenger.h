// A server inside the test program that keeps the protocol for a while and then
// breaks it in one way.
#ifndef GRPC_PERF_MSGR_TEST_INTEGRATION_FAKE_MESSENGER_H_
#define GRPC_PERF_MSGR_TEST_INTEGRATION_FAKE_MESSENGER_H_

#include <cstdint>
#include <memory>
#include <string>

namespace grpc_perf_msgr {

enum class Fault {
  // Keeps the protocol; has no Control service all the same.
  kNone,
  // Answers with an id that the client never sent.
  kUnknownId,
  // Answers an op twice.
  kIdTwice,
  // A reply that is one byte too long.
  kWrongSize,
  // One bit of the payload changes after its crc32c was computed.
  kFlippedBit,
  // Leaves the crc32c of a reply away although the op had one.
  kNoCrc,
  // Reads on but answers nothing more.
  kStall,
  // Ends the stream with OK while ops are unanswered.
  kEndEarly,
  // Ends the stream with PERMISSION_DENIED "no more today".
  kErrorStatus,
  // Answers everything, but does not end the stream after the half-close.
  kNeverEnd,
};

class FakeMessenger {
 public:
  // Every stream answers `good_messages` ops as it should before the fault.
  FakeMessenger(Fault fault, uint64_t good_messages);
  ~FakeMessenger();

  // For clients: "127.0.0.1:10001".
  std::string address() const;

 private:
  struct Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_INTEGRATION_FAKE_MESSENGER_H_
