// One stream on a completion queue: its operations.
#ifndef GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_QUEUE_STREAM_H_
#define GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_QUEUE_STREAM_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>

#include <cassert>
#include <memory>

#include "absl/status/status.h"
#include "client/transport/grpc/tag_queue.h"
#include "common/grpc/status.h"

namespace grpc_perf_msgr {

// Reads and writes run independently, at most one of each pending; the
// half-close waits for writes. Whoever owns it keeps it until no tag of the
// queue is pending, and hands each of its completions to Complete. One thread.
template <typename Codec>
class QueueStream {
 public:
  enum class Operation { kStart, kRead, kWrite, kWritesDone, kFinish };
  // What the completion queue hands back.
  struct Tag {
    QueueStream* stream;
    Operation operation;
  };

  // `tags` must outlive it.
  explicit QueueStream(TagQueue& tags) : tags_(tags) {}
  QueueStream(const QueueStream&) = delete;
  QueueStream& operator=(const QueueStream&) = delete;

  void Start(Codec& codec, const std::shared_ptr<grpc::Channel>& channel) {
    stream_ = codec.Prepare(channel, context_, tags_.queue());
    stream_->StartCall(tags_.Arm(start_));
  }
  void Read() {
    assert(!read_pending_);
    read_pending_ = true;
    stream_->Read(&reply_, tags_.Arm(read_));
  }
  // `buffer`: gRPC may keep it until a write without that.
  void Write(const typename Codec::Op& op, bool buffer) {
    assert(!write_pending_ && !half_closed_);
    grpc::WriteOptions options;
    if (buffer) options.set_buffer_hint();
    write_pending_ = true;
    stream_->Write(op, options, tags_.Arm(write_));
  }
  // Flushes what is buffered, too.
  void HalfClose() {
    assert(!write_pending_ && !half_closed_);
    half_closed_ = true;
    stream_->WritesDone(tags_.Arm(writes_done_));
  }
  void Cancel() {
    cancelled_ = true;
    context_.TryCancel();
  }
  // The same, because the server does not end it.
  void CutOff() {
    cut_off_ = true;
    Cancel();
  }
  // Asks for the server's status; once.
  void Finish() {
    assert(!finishing_);
    finishing_ = true;
    stream_->Finish(&status_, tags_.Arm(finish_));
  }

  void Complete(const Tag& tag, bool ok) {
    switch (tag.operation) {
      case Operation::kRead:
        read_pending_ = false;
        server_ended_ = !ok;
        break;
      case Operation::kWrite:
        // A write fails when the stream is over; the read then fails as well,
        // and the stream's status says why.
        write_pending_ = false;
        break;
      case Operation::kFinish:
        finished_ = true;
        break;
      case Operation::kStart:
      case Operation::kWritesDone:
        break;
    }
  }

  bool read_pending() const { return read_pending_; }
  bool write_pending() const { return write_pending_; }
  bool half_closed() const { return half_closed_; }
  // A read found nothing more, or what is no reply.
  bool server_ended() const { return server_ended_; }
  bool cancelled() const { return cancelled_; }
  bool cut_off() const { return cut_off_; }
  bool finishing() const { return finishing_; }
  bool finished() const { return finished_; }
  // Of the last Read; reused for every reply.
  const typename Codec::Reply& reply() const { return reply_; }
  // Once finished.
  absl::Status status() const { return ToAbslStatus(status_); }

 private:
  TagQueue& tags_;
  grpc::ClientContext context_;
  std::unique_ptr<typename Codec::Stream> stream_;
  typename Codec::Reply reply_;
  grpc::Status status_;
  Tag start_{this, Operation::kStart};
  Tag read_{this, Operation::kRead};
  Tag write_{this, Operation::kWrite};
  Tag writes_done_{this, Operation::kWritesDone};
  Tag finish_{this, Operation::kFinish};
  bool read_pending_ = false;
  bool write_pending_ = false;
  bool half_closed_ = false;
  bool server_ended_ = false;
  bool cancelled_ = false;
  bool cut_off_ = false;
  bool finishing_ = false;
  bool finished_ = false;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_TRANSPORT_GRPC_QUEUE_STREAM_H_
