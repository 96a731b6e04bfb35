// What the server's totals read like. How it serves is tested with the real
// program, in integration/.
#include "server/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/control_address.h"
#include "common/environment.h"
#include "test/integration/process.h"
#include "test/integration/reserved_port.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

ServerOptions Listening(const std::string& address) {
  ServerOptions options;
  options.listen = *ParseEndpoints(address);
  return options;
}

TEST(FormatTotals, TellsMessagesBytesStreamsCpuAndThinkTime) {
  v1::ServerCounters counters;
  counters.set_messages(2000);
  counters.set_bytes_received(8'192'000);
  counters.set_bytes_sent(16'000);
  counters.set_uptime_ns(12'345'000'000);
  counters.set_streams_total(7);
  counters.set_streams_broken(2);
  counters.set_errors(3);
  counters.set_cpu_user_ns(5'000'000);
  counters.set_cpu_system_ns(25'000'000);
  counters.mutable_think()->set_asked_ns(10'000);
  counters.mutable_think()->set_count(2000);
  counters.mutable_think()->set_achieved_total_ns(22'400'000);
  EXPECT_EQ(
      FormatTotals(counters),
      "served 2000 messages, 8192000 bytes in, 16000 bytes out, in 12.345 s\n"
      "streams: 7 in all, 2 broken; ops refused: 3\n"
      "CPU: 2.50 us user + 12.50 us system per message\n"
      "think time: asked 10.0 us, got 11.2 us\n");
}

TEST(FormatTotals, LeavesOutWhatAnIdleServerHasNot) {
  EXPECT_EQ(FormatTotals(v1::ServerCounters()),
            "served 0 messages, 0 bytes in, 0 bytes out, in 0.000 s\n"
            "streams: 0 in all, 0 broken; ops refused: 0\n");
}

TEST(Server, TellsItsBoundPortAndWritesIt) {
  const ScratchFolder folder;
  ServerOptions options = Listening("127.0.0.1:0");
  options.threads = 3;
  options.conditions.set_threads(3);
  options.port_file = folder.Path("port");
  // A file of an earlier run is replaced.
  std::ofstream(options.port_file) << "old";
  Server server(options);
  ASSERT_TRUE(server.Start().ok());
  EXPECT_EQ("127.0.0.1:" + ReadWholeFile(options.port_file),
            server.bound_addresses() + "\n");
  const v1::GetInfoResponse info = server.Info();
  EXPECT_EQ(info.version(), ProgramVersion());
  EXPECT_EQ(info.conditions().listen(), server.bound_addresses());
  EXPECT_EQ(info.conditions().threads(), 3);
  EXPECT_NE(info.environment().hostname(), "");
  const v1::ServerCounters counters = server.Counters();
  EXPECT_EQ(counters.messages(), 0);
  EXPECT_EQ(counters.streams_by_thread_size(), 3);
  EXPECT_GT(counters.uptime_ns(), 0);
  EXPECT_TRUE(server.Stop().ok());
}

TEST(Server, TellsTheAddressesAndPortsOfAllItsListenersInTheirOrder) {
  const ScratchFolder folder;
  const std::string path = folder.Path("socket");
  ServerOptions options = Listening(
      absl::StrCat("tcp://127.0.0.1:0,127.0.0.1:0,tcp://unix:", path));
  options.threads = 2;
  options.port_file = folder.Path("port");
  Server server(options);
  ASSERT_TRUE(server.Start().ok());
  const std::vector<std::string> ports =
      absl::StrSplit(ReadWholeFile(options.port_file), '\n');
  ASSERT_EQ(ports.size(), 4);
  EXPECT_EQ(server.bound_addresses(),
            absl::StrCat("tcp://127.0.0.1:", ports[0], ",127.0.0.1:", ports[1],
                         ",tcp://unix:", path));
  EXPECT_NE(ports[0], ports[1]);
  EXPECT_EQ(ports[2], "0");
  EXPECT_EQ(ports[3], "");
  EXPECT_EQ(server.Info().conditions().listen(), server.bound_addresses());
  // Threads of their own for each.
  EXPECT_EQ(server.Counters().streams_by_thread_size(), 6);
  EXPECT_TRUE(server.Stop().ok());
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(Server, ItsControlPlaneIsBesideEachOfItsAddresses) {
  const ScratchFolder folder;
  const std::string path = folder.Path("socket");
  Server server(Listening(absl::StrCat("tcp://127.0.0.1:0,tcp://unix:", path)));
  EXPECT_EQ(server.control_addresses(), "");
  ASSERT_TRUE(server.Start().ok());
  const std::vector<std::string> bound =
      absl::StrSplit(server.bound_addresses(), ',');
  const std::string beside =
      ControlBeside(*ParseEndpoint(bound[0]))->ToString();
  // Another test's server may have that port; then it is left out.
  EXPECT_THAT(server.control_addresses(),
              AnyOf(absl::StrCat(beside, ",unix:", path, ".control"),
                    absl::StrCat("unix:", path, ".control")));
  EXPECT_TRUE(server.Stop().ok());
  EXPECT_FALSE(std::filesystem::exists(path + ".control"));
}

TEST(Server, AControlAddressByDefaultThatIsNotFreeIsLeftOut) {
  const ScratchFolder folder;
  const std::string path = folder.Path("socket");
  std::ofstream(path + ".control") << "a file of somebody else";
  Server server(Listening(absl::StrCat("tcp://unix:", path)));
  ASSERT_TRUE(server.Start().ok());
  EXPECT_EQ(server.control_addresses(), "");
  EXPECT_TRUE(server.Stop().ok());
  EXPECT_EQ(ReadWholeFile(path + ".control"), "a file of somebody else");
}

TEST(Server, ControlListensWhereItIsToldAndItsPortComesLast) {
  const ScratchFolder folder;
  ServerOptions options = Listening("tcp://127.0.0.1:0");
  options.control_listen = *ParseEndpoints("127.0.0.1:0");
  options.port_file = folder.Path("port");
  Server server(options);
  ASSERT_TRUE(server.Start().ok());
  const std::vector<std::string> ports =
      absl::StrSplit(ReadWholeFile(options.port_file), '\n');
  ASSERT_EQ(ports.size(), 3);
  EXPECT_EQ(server.bound_addresses(), "tcp://127.0.0.1:" + ports[0]);
  EXPECT_EQ(server.control_addresses(), "127.0.0.1:" + ports[1]);
  EXPECT_TRUE(server.Stop().ok());
}

TEST(Server, WithoutAControlAddressThatWasAskedForItDoesNotStart) {
  const ReservedPort port;
  port.Listen();
  ServerOptions options = Listening("127.0.0.1:0");
  options.control_listen = *ParseEndpoints(port.address());
  Server server(options);
  const absl::Status status = server.Start();
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(std::string(status.message()), HasSubstr(port.address()));
}

TEST(Server, NeedsNoControlAddressOfItsOwn) {
  ServerOptions options = Listening("127.0.0.1:0");
  options.control_listen.emplace();
  Server server(options);
  ASSERT_TRUE(server.Start().ok());
  EXPECT_EQ(server.control_addresses(), "");
  EXPECT_TRUE(server.Stop().ok());
}

TEST(Server, WithOneAddressThatCannotBeListenedOnDoesNotStart) {
  ReservedPort port;
  port.Listen();
  Server server(Listening(absl::StrCat("127.0.0.1:0,tcp://", port.address())));
  const absl::Status status = server.Start();
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr(absl::StrCat("tcp://", port.address())));
}

TEST(Server, SaysWhyItCannotListenAndCanBeDestroyedAllTheSame) {
  ReservedPort port;
  port.Listen();
  Server server(Listening(port.address()));
  const absl::Status status = server.Start();
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(std::string(status.message()), HasSubstr(port.address()));
}

TEST(Server, CanBeDestroyedWithoutHavingBeenStarted) {
  const Server server(Listening("127.0.0.1:0"));
}

}  // namespace
}  // namespace grpc_perf_msgr
