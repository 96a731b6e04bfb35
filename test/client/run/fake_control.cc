#include "test/client/run/fake_control.h"

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <chrono>

#include "proto/result.pb.h"

namespace grpc_perf_msgr {
namespace {

constexpr uint64_t kTicket = 7;

v1::GroupReply Part(const std::string& bytes) {
  v1::GroupReply reply;
  reply.mutable_part()->set_data(bytes);
  reply.mutable_part()->set_last(true);
  return reply;
}

}  // namespace

FakeControl::FakeControl(GroupScript script) : script_(script) {
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                           &port);
  builder.RegisterService(this);
  server_ = builder.BuildAndStart();
  if (server_ == nullptr) ADD_FAILURE() << "no server in the test";
  endpoint_.host = "127.0.0.1";
  endpoint_.port = static_cast<uint16_t>(port);
}

FakeControl::~FakeControl() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
    changed_.NotifyAll();
  }
  if (server_) server_->Shutdown(std::chrono::system_clock::now());
}

std::string FakeControl::received() const {
  const MutexLock lock(mutex_);
  return received_;
}

uint64_t FakeControl::readings() const {
  const MutexLock lock(mutex_);
  return readings_;
}

v1::ServerCounters FakeControl::Read() {
  v1::ServerCounters counters;
  counters.set_uptime_ns(static_cast<int64_t>(readings_ + 1) * 5'000'000);
  counters.set_messages(readings_ * 1000);
  counters.set_cpu_user_ns(static_cast<int64_t>(readings_) * 2'000'000);
  ++readings_;
  return counters;
}

grpc::Status FakeControl::GetInfo(grpc::ServerContext*,
                                  const v1::GetInfoRequest*,
                                  v1::GetInfoResponse* response) {
  response->mutable_conditions()->set_max_message_bytes(4321);
  return grpc::Status::OK;
}

grpc::Status FakeControl::GetCounters(grpc::ServerContext*,
                                      const v1::GetCountersRequest*,
                                      v1::GetCountersResponse* response) {
  const MutexLock lock(mutex_);
  *response->mutable_counters() = Read();
  return grpc::Status::OK;
}

grpc::Status FakeControl::JoinGroup(
    grpc::ServerContext*, const v1::GroupJoin* join,
    grpc::ServerWriter<v1::GroupReply>* stream) {
  if (script_ == GroupScript::kRefuses) {
    return grpc::Status(grpc::StatusCode::FAILED_PRECONDITION,
                        "the group is full");
  }
  v1::GroupReply reply;
  reply.mutable_seated()->set_ticket(kTicket);
  stream->Write(reply);
  reply.mutable_waiting()->set_text("1 of 2 clients");
  stream->Write(reply);
  {
    const MutexLock lock(mutex_);
    *reply.mutable_start()->mutable_counters() = Read();
  }
  stream->Write(reply);
  const std::string handed_in = AwaitParts();
  if (script_ == GroupScript::kBreaksAfterHandIn) {
    return grpc::Status(grpc::StatusCode::ABORTED, "all others are lost");
  }
  if (script_ == GroupScript::kTellsWhatAnotherMerged) {
    v1::Result merged;
    merged.mutable_status()->set_code("OK");
    merged.mutable_counts()->set_answered(77);
    reply.mutable_merged()->set_by("another");
    stream->Write(reply);
    stream->Write(Part(merged.SerializeAsString()));
    return grpc::Status::OK;
  }
  reply.mutable_member()->set_name(join->member());
  reply.mutable_member()->set_started_ns(1'000'000);
  stream->Write(reply);
  stream->Write(Part(handed_in));
  reply.Clear();
  reply.mutable_member()->set_name("the other");
  reply.mutable_member()->set_missing("it is gone");
  stream->Write(reply);
  reply.mutable_merge();
  stream->Write(reply);
  AwaitParts();
  return grpc::Status::OK;
}

std::string FakeControl::AwaitParts() {
  const MutexLock lock(mutex_);
  while (!complete_ && !stopping_) changed_.Wait(mutex_);
  complete_ = false;
  return received_;
}

grpc::Status FakeControl::TellGroup(grpc::ServerContext*,
                                    const v1::GroupTell* tell, v1::GroupTold*) {
  if (!tell->has_part()) return grpc::Status::OK;
  if (tell->ticket() != kTicket) {
    return grpc::Status(grpc::StatusCode::NOT_FOUND, "who is that?");
  }
  const MutexLock lock(mutex_);
  // A new one begins.
  if (begins_) received_.clear();
  begins_ = tell->part().last();
  received_ += tell->part().data();
  complete_ = tell->part().last();
  changed_.NotifyAll();
  return grpc::Status::OK;
}

}  // namespace grpc_perf_msgr
