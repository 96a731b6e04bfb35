// What a run prints and writes: Ceph's lines, the table, interval lines, JSON,
// CSV, and the answers to --check, --version and --help.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/report/csv.h"
#include "test/integration/real_client.h"
#include "test/integration/real_server.h"
#include "test/integration/reserved_port.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr Load kSmall = {2, 4, 300, 0, 100};

TEST(CephLines, EchoAndTotalAreExactlyCephs) {
  const RealServer server;
  RealClient client(server.address(), kSmall, {"--quiet"});
  ASSERT_EQ(client.ExitStatus(), 0) << client.Err();
  const std::string echo = absl::StrCat(
      " using ms-public-type grpc+protobuf\n"
      "       server ip:port ",
      server.address(),
      "\n"
      "       numjobs 2\n"
      "       concurrency 4\n"
      "       ios 300\n"
      "       thinktime(us) 0\n"
      "       message data bytes 100\n");
  const std::string total = absl::StrCat(
      " Total op 600 run time ", client.Result().run_time_ns() / 1000, "us.\n");
  // And with --quiet nothing else.
  EXPECT_EQ(client.Err(), echo + total);
}

TEST(CephLines, ServerEchoesItsSettings) {
  ServerSetup setup;
  setup.threads = 3;
  setup.think_us = 7;
  RealServer server(setup);
  server.Stop();
  EXPECT_EQ(server.process().Err(),
            " using ms-public-type grpc\n"
            "       bind ip:port 127.0.0.1:0\n"
            "       worker threads 3\n"
            "       thinktime(us) 7\n");
}

TEST(ServerFigures, PrintsTheAddressThatItBound) {
  RealServer server;
  EXPECT_NE(server.port(), "0");
  EXPECT_THAT(server.Stop(), StartsWith(absl::StrCat("listening on ",
                                                     server.address(), "\n")));
}

TEST(Table, HasEveryFigureThatIsPromised) {
  const RealServer server;
  RealClient client(server.address(), kSmall);
  ASSERT_EQ(client.ExitStatus(), 0) << client.Err();
  const std::string table = client.Out();
  for (const char* figure : {"msg/s",
                             "sent MB/s",
                             "received MB/s",
                             "mean",
                             "stddev",
                             "p50",
                             "p90",
                             "p95",
                             "p99",
                             "p99.9",
                             "p99.99",
                             "max",
                             "CPU user us",
                             "CPU system us",
                             "context switches",
                             "  client",
                             "  server",
                             "600 sent",
                             "600 answered",
                             "0 lost",
                             "0 errors",
                             "in flight at most 4 of 4"}) {
    EXPECT_THAT(table, HasSubstr(figure));
  }
}

TEST(Intervals, ArePrintedWhileTheRunIsUnderWay) {
  const RealServer server;
  const Load load = {1, 4, 0, 0, 100};
  RealClient client(server.address(), load,
                    {"--duration=500ms", "--interval=50ms"});
  ASSERT_EQ(client.ExitStatus(), 0) << client.Err();
  EXPECT_THAT(client.Err(), HasSubstr("msg/s"));
  EXPECT_THAT(client.Err(), HasSubstr("  measure  "));
  // No progress bar: this is no terminal.
  EXPECT_THAT(client.Err(), Not(HasSubstr("\r")));
  EXPECT_THAT(client.Err(), Not(HasSubstr("\033")));
  const v1::Result result = client.Result();
  EXPECT_GE(result.intervals_size(), 2);
  uint64_t messages = 0;
  int64_t end_ns = 0;
  for (const v1::Interval& interval : result.intervals()) {
    messages += interval.messages();
    EXPECT_EQ(interval.start_ns(), end_ns);
    EXPECT_GT(interval.end_ns(), interval.start_ns());
    EXPECT_LE(interval.in_flight(), 4);
    end_ns = interval.end_ns();
  }
  EXPECT_EQ(messages, result.counts().answered_all_phases());
}

TEST(Intervals, AreRecordedButNotPrintedWhenQuiet) {
  const RealServer server;
  const Load load = {1, 4, 0, 0, 100};
  RealClient client(server.address(), load,
                    {"--duration=300ms", "--interval=50ms", "--quiet"});
  ASSERT_EQ(client.ExitStatus(), 0) << client.Err();
  EXPECT_THAT(client.Err(), Not(HasSubstr("msg/s")));
  EXPECT_THAT(client.Err(), Not(HasSubstr("measure")));
  EXPECT_GE(client.Result().intervals_size(), 2);
}

TEST(Json, CarriesConditionsAndEnvironmentOfBothEnds) {
  const RealServer server;
  const v1::Result result = RunClient(server.address(), kSmall);
  EXPECT_EQ(result.schema_version(), 2);
  EXPECT_EQ(result.conditions().transport(), "grpc");
  EXPECT_EQ(result.conditions().codec(), "protobuf");
  EXPECT_EQ(result.conditions().window(), 4);
  EXPECT_EQ(result.conditions().ios(), 300);
  EXPECT_GT(result.started_unix_ns(), 0);
  for (const v1::Environment* environment :
       {&result.client_environment(), &result.server().environment()}) {
    EXPECT_NE(environment->hostname(), "");
    EXPECT_NE(environment->kernel(), "");
    EXPECT_NE(environment->version(), "");
    EXPECT_NE(environment->commit(), "");
    EXPECT_NE(environment->build_type(), "");
    EXPECT_NE(environment->allocator(), "");
    const auto& libraries = environment->libraries();
    EXPECT_TRUE(std::any_of(
        libraries.begin(), libraries.end(), [](const v1::Library& library) {
          return library.name() == "gRPC" && !library.version().empty() &&
                 library.has_checks_assertions() && !library.linkage().empty();
        }));
  }
  EXPECT_GT(result.summary().latency_p99_ns(), 0);
  EXPECT_GE(result.summary().latency_max_ns(),
            result.summary().latency_p50_ns());
}

TEST(Csv, GainsOneLineForEachRun) {
  const RealServer server;
  const ScratchFolder folder;
  const std::string path = folder.Path("results.csv");
  const std::string flag = absl::StrCat("--result_csv=", path);
  RunClient(server.address(), kSmall, {flag});
  RunClient(server.address(), kSmall, {flag});
  const std::string csv = ReadWholeFile(path);
  EXPECT_THAT(csv, StartsWith(FormatCsvHeader()));
  EXPECT_EQ(CountLines(csv), 3);
  EXPECT_EQ(CountLines(csv, "server"), 1) << csv;
}

// Runs a program that ends by itself.
struct Ended {
  Ended(const std::string& program, const std::vector<std::string>& arguments)
      : process(program, arguments), exit_status(process.ExitStatus()) {}
  Process process;
  int exit_status;
};

TEST(Check, SucceedsWhenTheServerServes) {
  const RealServer server;
  const Ended check(ClientProgram(), {server.address(), "--check"});
  EXPECT_EQ(check.exit_status, 0) << check.process.Err();
  EXPECT_EQ(check.process.Out(), "SERVING\n");
  EXPECT_EQ(check.process.Err(), "");
}

TEST(Check, FailsWithOneLineWhenThereIsNoServer) {
  const ReservedPort port;
  const Ended check(ClientProgram(),
                    {port.address(), "--check", "--connect_timeout=300ms"});
  EXPECT_EQ(check.exit_status, 1);
  EXPECT_EQ(CountLines(check.process.Err()), 1) << check.process.Err();
  EXPECT_THAT(check.process.Err(),
              StartsWith("grpc_perf_msgr_client: UNAVAILABLE: "));
  EXPECT_THAT(check.process.Err(), HasSubstr(port.address()));
}

TEST(Programs, TellTheirVersion) {
  for (const std::string& program : {ClientProgram(), ServerProgram()}) {
    const Ended version(program, {"--version"});
    EXPECT_EQ(version.exit_status, 0);
    EXPECT_THAT(version.process.Out(), HasSubstr("grpc_perf_msgr_"));
    EXPECT_THAT(version.process.Out(), HasSubstr("commit "));
    EXPECT_THAT(version.process.Out(), HasSubstr("allocator "));
  }
}

TEST(Programs, ExplainEveryArgumentAndFlagWithHelp) {
  const Ended client(ClientProgram(), {"--help"});
  EXPECT_EQ(client.exit_status, 0);
  for (const char* word :
       {"SERVER THREADS WINDOW IOS THINK_US BYTES", "--warmup", "--duration",
        "--reply_bytes", "--verify", "--think_mode", "--flush", "--cpus",
        "--connect_timeout", "--stall_timeout", "--grpc_arg", "--interval",
        "--result_json", "--result_csv", "--quiet", "--check"}) {
    EXPECT_THAT(client.process.Out(), HasSubstr(word));
  }
  const Ended server(ServerProgram(), {"--help"});
  EXPECT_EQ(server.exit_status, 0);
  for (const char* word : {"LISTEN THREADS THINK_US", "--think_mode", "--flush",
                           "--cpus", "--max_message_bytes", "--max_streams",
                           "--port_file", "--drain_timeout", "--grpc_arg"}) {
    EXPECT_THAT(server.process.Out(), HasSubstr(word));
  }
}

}  // namespace
}  // namespace grpc_perf_msgr
