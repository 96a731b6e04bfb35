// The flags that say how messages travel, and which of them go together.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/options.h"
#include "test/client/client_flags_testing.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

class ClientTransportOptionsTest : public ClientFlagsTest {
 protected:
  const Arguments tcp_ = {"tcp://host:10002", "2", "32", "1000", "5", "4096"};
  const Arguments msgr2_ = {"msgr2://host:6800", "2", "32", "10", "0", "64"};
};

TEST_F(ClientTransportOptionsTest, EveryApiArrivesAndIsRecorded) {
  for (const auto& [text, api] :
       {std::pair<std::string, Api>{"stream", Api::kStream},
        {"callback", Api::kCallback},
        {"unary", Api::kUnary},
        {"streams", Api::kStreams}}) {
    Set("api", text);
    const Workload workload = Parse(good_).workload;
    EXPECT_EQ(workload.api, api);
    EXPECT_EQ(ToConditions(workload).api(), text);
    EXPECT_EQ(ToConditions(workload).codec(), "protobuf");
    EXPECT_EQ(ToConditions(workload).transport(), "grpc");
  }
}

TEST_F(ClientTransportOptionsTest, RawMessengerTakesBothCodecsAndHasNoApi) {
  for (const std::string codec : {"bytes", "protobuf"}) {
    Set("codec", codec);
    const Workload workload = Parse(tcp_).workload;
    EXPECT_EQ(workload.server.scheme, "tcp");
    // Beside its address, if anywhere.
    EXPECT_EQ(workload.control->ToString(), "host:11002");
    EXPECT_TRUE(workload.control_by_rule);
    EXPECT_EQ(ToConditions(workload).transport(), "tcp");
    EXPECT_EQ(ToConditions(workload).codec(), codec);
    EXPECT_EQ(ToConditions(workload).api(), "");
  }
  Set("busy_poll", "true");
  EXPECT_TRUE(ToConditions(Parse(tcp_).workload).busy_poll());
}

TEST_F(ClientTransportOptionsTest, ApisThatDoNotGoWithTheRestAreRefused) {
  for (const std::string api : {"callback", "unary", "streams"}) {
    Set("api", api);
    EXPECT_EQ(Error(tcp_), absl::StrCat("--api=", api,
                                        " needs a grpc address, got "
                                        "tcp://host:10002"));
    Set("codec", "bytes");
    EXPECT_EQ(
        Error(good_),
        absl::StrCat("--codec=bytes goes with --api=stream, got --api=", api));
    Set("codec", "protobuf");
    Set("busy_poll", "true");
    if (api == "callback") {
      EXPECT_EQ(Error(good_),
                "--busy_poll does not go with --api=callback: gRPC's own "
                "threads poll");
    } else {
      EXPECT_TRUE(Parse(good_).workload.busy_poll);
    }
    Set("busy_poll", "false");
  }
}

TEST_F(ClientTransportOptionsTest, CephsMessengerCarriesBytesOnly) {
  EXPECT_EQ(Parse(msgr2_).workload.codec, Codec::kBytes);
  EXPECT_EQ(ToConditions(Parse(msgr2_).workload).transport(), "msgr2");
  Set("codec", "bytes");
  EXPECT_EQ(Parse(msgr2_).workload.codec, Codec::kBytes);
  Set("codec", "protobuf");
  EXPECT_THAT(Error(msgr2_), HasSubstr("--codec must be bytes or left out"));
}

TEST_F(ClientTransportOptionsTest, CephsMessengerHasNoReplyDataAndNoVerify) {
  Set("reply_bytes", "64");
  EXPECT_THAT(Error(msgr2_), HasSubstr("--reply_bytes must be 0 with a msgr2 "
                                       "address, got 64"));
  Set("reply_bytes", "0");
  Set("verify", "true");
  EXPECT_THAT(Error(msgr2_), HasSubstr("--verify does not go with a msgr2"));
  Set("verify", "false");
  Set("api", "unary");
  EXPECT_THAT(Error(msgr2_), HasSubstr("--api=unary needs a grpc address"));
}

TEST_F(ClientTransportOptionsTest, CheckNeedsAControlPlane) {
  Set("check", "true");
  EXPECT_TRUE(Parse({"grpc://host:1"}).check);
  EXPECT_EQ(Parse({"tcp://host:1"}).workload.control->ToString(), "host:1001");
  Set("control", "none");
  EXPECT_EQ(Error({"tcp://host:1"}),
            "--check asks the server's control plane: name it by --control, "
            "since SERVER is tcp://host:1");
  Set("control", "other:5");
  EXPECT_EQ(Parse({"tcp://host:1"}).workload.control->ToString(), "other:5");
}

TEST_F(ClientTransportOptionsTest, ControlIsAGrpcAddress) {
  Set("control", "grpc://other:1");
  EXPECT_EQ(Parse(tcp_).workload.control->ToString(), "other:1");
  EXPECT_FALSE(Parse(tcp_).workload.control_by_rule);
  EXPECT_EQ(Parse(good_).workload.control->ToString(), "other:1");
  Set("control", "tcp://other:1");
  EXPECT_EQ(Error(tcp_),
            "--control must be a grpc address or none, got \"tcp://other:1\"");
  Set("control", "other");
  EXPECT_THAT(Error(tcp_), HasSubstr("\"other\", which has no port"));
  Set("control", "none");
  EXPECT_FALSE(Parse(tcp_).workload.control.has_value());
  EXPECT_FALSE(Parse(good_).workload.control.has_value());
}

TEST_F(ClientTransportOptionsTest, ControlOfAGrpcServerIsItsOwnAddress) {
  EXPECT_EQ(Parse(good_).workload.control->ToString(), "host:10001");
  EXPECT_FALSE(Parse(good_).workload.control_by_rule);
}

TEST_F(ClientTransportOptionsTest, WhatIsToldOfIsOneOfTheWords) {
  EXPECT_EQ(Parse(good_).workload.debug, DebugWords());
  Set("debug", "control,frames");
  EXPECT_TRUE(Parse(good_).workload.debug.control);
  EXPECT_TRUE(Parse(good_).workload.debug.frames);
  EXPECT_FALSE(Parse(good_).workload.debug.window);
  EXPECT_THAT(FlagError("debug", "wire"), HasSubstr("control, frames, window"));
}

}  // namespace
}  // namespace grpc_perf_msgr
