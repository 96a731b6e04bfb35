// Control.JoinGroup and TellGroup in the words of their protocol: what a client
// may not do, and what the server then does.
#include <gmock/gmock.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/sync_stream.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/group.h"
#include "proto/control.grpc.pb.h"
#include "proto/schema_version.h"
#include "test/integration/group_clients.h"
#include "test/integration/raw_client.h"
#include "test/integration/real_client.h"
#include "test/integration/real_server.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

constexpr Load kSmall = {1, 4, 100, 0, 64};

// A client of a group in the words of the protocol.
class RawMember {
 public:
  explicit RawMember(const std::string& address)
      : stub_(v1::Control::NewStub(RawChannel(address))) {}
  // Leaves, if it has joined.
  ~RawMember() {
    if (stream_ == nullptr) return;
    context_.TryCancel();
    End();
  }

  void Join(const v1::GroupJoin& join) {
    BeginCall(context_);
    stream_ = stub_->JoinGroup(&context_, join);
  }
  // The next reply that is not "waiting".
  v1::GroupReply Read() {
    v1::GroupReply reply;
    while (stream_->Read(&reply)) {
      if (reply.has_seated()) ticket_ = reply.seated().ticket();
      if (!reply.has_waiting()) return reply;
    }
    return v1::GroupReply();
  }
  grpc::StatusCode Tell(v1::GroupTell tell) {
    tell.set_ticket(ticket_);
    grpc::ClientContext context;
    BeginCall(context);
    v1::GroupTold told;
    return stub_->TellGroup(&context, tell, &told).error_code();
  }
  // Reads on to the end of the stream.
  grpc::StatusCode End() {
    v1::GroupReply reply;
    while (stream_->Read(&reply)) {
    }
    const grpc::StatusCode code = stream_->Finish().error_code();
    stream_ = nullptr;
    return code;
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<v1::Control::Stub> stub_;
  std::unique_ptr<grpc::ClientReader<v1::GroupReply>> stream_;
  uint64_t ticket_ = 0;
};

v1::GroupJoin Joining(uint32_t size, const std::string& member) {
  v1::GroupJoin join;
  join.set_group("g");
  join.set_size(size);
  join.set_member(member);
  join.set_timeout_ns(600'000'000'000);
  join.set_schema_version(kSchemaVersion);
  return join;
}

v1::GroupTell HandIn() {
  v1::GroupTell tell;
  tell.mutable_hand_in();
  return tell;
}

v1::GroupTell Part(const std::string& data, bool last) {
  v1::GroupTell tell;
  tell.mutable_part()->set_data(data);
  tell.mutable_part()->set_last(last);
  return tell;
}

TEST(GroupWire, ManyThatWaitDoNotKeepTheServerFromServing) {
  RealServer server;
  std::vector<std::unique_ptr<RawMember>> members;
  constexpr int kMembers = 150;
  for (int i = 0; i < kMembers; ++i) {
    members.push_back(std::make_unique<RawMember>(server.address()));
    members.back()->Join(Joining(kMembers + 1, absl::StrCat("client-", i)));
    ASSERT_TRUE(members.back()->Read().has_seated());
  }
  ExpectComplete(RunClient(server.address(), kSmall), kSmall);
  // The last one lets all of them go.
  RawMember last(server.address());
  last.Join(Joining(kMembers + 1, "last"));
  for (const auto& member : members) {
    EXPECT_TRUE(member->Read().has_start());
  }
}

TEST(Stranger, WithoutATicketIsToldSo) {
  RealServer server;
  RawMember stranger(server.address());
  for (const v1::GroupTell& tell :
       {HandIn(), Part("x", true), v1::GroupTell()}) {
    EXPECT_EQ(stranger.Tell(tell), grpc::StatusCode::NOT_FOUND);
  }
  ExpectComplete(RunClient(server.address(), kSmall), kSmall);
}

TEST(Stranger, WithAnOddNameIsRefused) {
  RealServer server;
  for (const std::string& name :
       {std::string(), std::string(300, 'x'), std::string("a\nb")}) {
    RawMember member(server.address());
    v1::GroupJoin join = Joining(2, "member");
    join.set_group(name);
    member.Join(join);
    EXPECT_EQ(member.End(), grpc::StatusCode::INVALID_ARGUMENT);
  }
  ExpectComplete(RunClient(server.address(), kSmall), kSmall);
}

TEST(Stranger, WhoBreaksTheGroupsProtocolIsToldAndHarmsNobody) {
  RealServer server;
  RawMember member(server.address());
  member.Join(Joining(2, "early"));
  ASSERT_TRUE(member.Read().has_seated());
  // Before the start.
  EXPECT_EQ(member.Tell(HandIn()), grpc::StatusCode::INVALID_ARGUMENT);
  RawMember other(server.address());
  other.Join(Joining(2, "other"));
  ASSERT_TRUE(other.Read().has_seated());
  EXPECT_TRUE(other.Read().has_start());
  EXPECT_EQ(other.Tell(Part("x", true)), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(other.Tell(v1::GroupTell()), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(other.Tell(HandIn()), grpc::StatusCode::OK);
  EXPECT_EQ(other.Tell(HandIn()), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(other.Tell(Part("x", true)), grpc::StatusCode::OK);
  // Once is enough.
  EXPECT_EQ(other.Tell(Part("x", true)), grpc::StatusCode::INVALID_ARGUMENT);
  ExpectComplete(RunClient(server.address(), kSmall), kSmall);
}

TEST(Stranger, MayNotHandInMoreThanAResult) {
  RealServer server;
  RawMember member(server.address());
  member.Join(Joining(1, "greedy"));
  ASSERT_TRUE(member.Read().has_seated());
  ASSERT_TRUE(member.Read().has_start());
  ASSERT_EQ(member.Tell(HandIn()), grpc::StatusCode::OK);
  const std::string data(kGroupPartBytes, 'x');
  for (size_t sent = 0; sent < kMaxHandInBytes; sent += data.size()) {
    ASSERT_EQ(member.Tell(Part(data, false)), grpc::StatusCode::OK);
  }
  EXPECT_EQ(member.Tell(Part("x", true)), grpc::StatusCode::RESOURCE_EXHAUSTED);
}

TEST(Stranger, WhoHandsInNonsenseIsNamedAndTheOthersResultKept) {
  RealServer server;
  // As the real one says it.
  const v1::Conditions conditions =
      RunClient(server.address(), kSmall).conditions();
  RealClient real(server.address(), kSmall, GroupFlags(2, "real"));
  WaitUntilSays(real, "1 of 2 clients came (real)");
  RawMember liar(server.address());
  v1::GroupJoin join = Joining(2, "liar");
  *join.mutable_conditions() = conditions;
  liar.Join(join);
  ASSERT_TRUE(liar.Read().has_seated());
  ASSERT_TRUE(liar.Read().has_start());
  EXPECT_EQ(liar.Tell(HandIn()), grpc::StatusCode::OK);
  EXPECT_EQ(liar.Tell(Part("\xff\xff this is no result", true)),
            grpc::StatusCode::OK);
  EXPECT_EQ(real.ExitStatus(), 1) << real.Err();
  const v1::Result result = real.Result();
  EXPECT_EQ(result.counts().answered(), 100);
  EXPECT_THAT(result.status().message(),
              HasSubstr("(liar) did not hand in its result: what it handed in "
                        "is not a result"));
}

}  // namespace
}  // namespace grpc_perf_msgr
