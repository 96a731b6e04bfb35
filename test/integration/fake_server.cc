#include "test/integration/fake_server.h"

#include "common/payload.h"
#include "test/integration/fake_messenger.h"
#include "test/integration/fake_socket_server.h"

namespace grpc_perf_msgr {

bool CanBreak(const Rung& rung, Fault fault) {
  const bool unary = rung.way.api == Api::kUnary;
  const bool ceph = rung.transport->word == "msgr2";
  switch (fault) {
    case Fault::kIdTwice:
    case Fault::kEndEarly:
      // A call has one reply and ends with it.
      return !unary;
    case Fault::kWrongSize:
    case Fault::kErrorStatus:
      return !ceph;
    case Fault::kNoCrc:
      // Elsewhere a place for it is in every frame.
      return !ceph &&
             (rung.transport->is_framework || rung.way.codec != Codec::kBytes);
    case Fault::kNeverEnd:
    case Fault::kErrorAtTheEnd:
      return rung.transport->is_framework && !unary;
    case Fault::kNone:
    case Fault::kUnknownId:
    case Fault::kFlippedBit:
    case Fault::kStall:
      break;
  }
  return true;
}

FakeAnswer FaultScript::OnOp(const FakeOp& op) {
  FakeReply reply;
  reply.id = op.id;
  reply.data = MakePayload(op.reply_bytes);
  if (op.has_crc) reply.crc32c = Crc32c(reply.data);
  FakeAnswer answer;
  const bool good = ops_.fetch_add(1) < good_messages_;
  if (good || fault_ == Fault::kNone || fault_ == Fault::kNeverEnd ||
      fault_ == Fault::kErrorAtTheEnd) {
    answer.replies.push_back(reply);
    return answer;
  }
  switch (fault_) {
    case Fault::kUnknownId:
      reply.id += 12345;
      break;
    case Fault::kIdTwice:
      answer.replies.push_back(reply);
      break;
    case Fault::kWrongSize:
      reply.data.pop_back();
      if (op.has_crc) reply.crc32c = Crc32c(reply.data);
      break;
    case Fault::kFlippedBit:
      answer.damaged = true;
      if (!reply.data.empty()) {
        reply.data.back() = static_cast<char>(reply.data.back() ^ 1);
      }
      break;
    case Fault::kNoCrc:
      reply.crc32c.reset();
      break;
    case Fault::kEndEarly:
      answer.then = FakeAnswer::Then::kEnd;
      return answer;
    case Fault::kErrorStatus:
      answer.then = FakeAnswer::Then::kEndWithError;
      return answer;
    default:
      return answer;
  }
  answer.replies.push_back(reply);
  return answer;
}

std::unique_ptr<FakeServer> MakeFakeServer(const Rung& rung, Fault fault,
                                           uint64_t good_messages) {
  if (rung.transport->word == "tcp") {
    return MakeFakeTcpMessenger(fault, good_messages);
  }
  if (rung.transport->word == "msgr2") {
    return MakeFakeMsgr2Messenger(fault, good_messages);
  }
  EXPECT_EQ(rung.transport->word, "grpc") << "no fake server of it";
  return MakeFakeMessenger(fault, good_messages);
}

}  // namespace grpc_perf_msgr
