// A bad command line of either program: one line on standard error that gives
// the value and what was expected, exit status 2 (1 where absl's flags parser
// ends the program), and nothing is done.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "test/integration/process.h"
#include "test/integration/real_client.h"
#include "test/integration/real_server.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

void ExpectRefused(const std::string& program,
                   const std::vector<std::string>& arguments, int exit_status,
                   const std::string& says) {
  Process process(program, arguments);
  EXPECT_EQ(process.ExitStatus(), exit_status) << says;
  EXPECT_EQ(CountLines(process.Err()), 1) << process.Err();
  EXPECT_THAT(process.Err(), HasSubstr(says));
  EXPECT_EQ(process.Out(), "");
}

struct Bad {
  std::vector<std::string> arguments;
  std::string says;
};

TEST(ClientCommandLine, BadArgumentIsRefusedWithOneLine) {
  const std::string server = "127.0.0.1:1";
  const std::vector<Bad> cases = {
      {{}, "missing SERVER THREADS WINDOW IOS THINK_US BYTES"},
      {{server, "1", "1", "1", "0"}, "missing BYTES"},
      {{server, "1", "1", "1", "0", "0", "x"}, "unexpected argument \"x\""},
      {{"127.0.0.1", "1", "1", "1", "0", "0"}, "has no port"},
      {{"v1:127.0.0.1:1", "1", "1", "1", "0", "0"}, "v1:127.0.0.1:1"},
      {{"127.0.0.1:0", "1", "1", "1", "0", "0"}, "port of 1..65535"},
      {{server, "0", "1", "1", "0", "0"},
       "THREADS must be 1..10000, got \"0\""},
      {{server, "1", "0", "1", "0", "0"}, "WINDOW must be 1..65536, got \"0\""},
      {{server, "1", "x", "1", "0", "0"}, "WINDOW must be 1..65536, got \"x\""},
      {{server, "1", "1", "0", "0", "0"}, "--duration"},
      {{server, "1", "1", "9", "0", "0", "--duration=1s"}, "IOS must be 0"},
      {{server, "1", "1", "1", "1e3", "0"}, "THINK_US must be 0..60000000"},
      {{server, "1", "1", "1", "0", "1073741825"},
       "BYTES must be 0..1073741824"},
      {{server, "1", "1", "1", "0", "0", "--stall_timeout=0s"},
       "--stall_timeout must be more than 0"},
      {{server, "1", "1", "1", "0", "0", "--cpus=4000"}, "4000"}};
  for (const Bad& bad : cases) {
    ExpectRefused(ClientProgram(), bad.arguments, 2, bad.says);
  }
}

TEST(ClientCommandLine, BadFlagIsRefusedWithOneLine) {
  const std::vector<Bad> cases = {
      {{"--no_such_flag=1"}, "no_such_flag"}, {{"--warmup=soon"}, "'soon'"},
      {{"--duration=never"}, "'never'"},      {{"--flush=often"}, "'often'"},
      {{"--think_mode=dream"}, "'dream'"},    {{"--cpus=3-1"}, "'3-1'"},
      {{"--grpc_arg=key"}, "KEY=VALUE"},      {{"--reply_bytes=-1"}, "'-1'"}};
  for (const Bad& bad : cases) {
    std::vector<std::string> arguments = {"127.0.0.1:1", "1", "1",
                                          "1",           "0", "0"};
    arguments.insert(arguments.end(), bad.arguments.begin(),
                     bad.arguments.end());
    ExpectRefused(ClientProgram(), arguments, 1, bad.says);
  }
}

TEST(ServerCommandLine, BadArgumentIsRefusedWithOneLine) {
  const std::string listen = "127.0.0.1:0";
  const std::vector<Bad> cases = {
      {{}, "missing LISTEN THREADS THINK_US"},
      {{listen, "1"}, "missing THINK_US"},
      {{listen, "1", "0", "x"}, "unexpected argument \"x\""},
      {{"127.0.0.1", "1", "0"}, "has no port"},
      {{listen, "0", "0"}, "THREADS must be 1..1024, got \"0\""},
      {{listen, "1", "60000001"}, "THINK_US must be 0..60000000"},
      {{listen, "1", "0", "--max_message_bytes=1073741825"},
       "--max_message_bytes must be 0..1073741824"},
      {{listen, "1", "0", "--drain_timeout=0s"},
       "--drain_timeout must be more than 0"},
      {{listen, "1", "0", "--cpus=4000"}, "4000"}};
  for (const Bad& bad : cases) {
    ExpectRefused(ServerProgram(), bad.arguments, 2, bad.says);
  }
}

TEST(ServerCommandLine, BadFlagIsRefusedWithOneLine) {
  const std::vector<Bad> cases = {{{"--no_such_flag=1"}, "no_such_flag"},
                                  {{"--flush=often"}, "'often'"},
                                  {{"--max_streams=many"}, "'many'"},
                                  {{"--drain_timeout=5"}, "'5'"}};
  for (const Bad& bad : cases) {
    ExpectRefused(ServerProgram(), {"127.0.0.1:0", "1", "0", bad.arguments[0]},
                  1, bad.says);
  }
}

class ResultPath : public ::testing::TestWithParam<std::string> {};

TEST_P(ResultPath, ThatCannotBeWrittenIsFoundBeforeTheRun) {
  RealServer server;
  const ScratchFolder folder;
  const std::vector<std::string> load = {
      server.address(), "1", "1", "10", "0", "0"};
  const auto refused = [&](const std::string& path) {
    std::vector<std::string> arguments = load;
    arguments.push_back(absl::StrCat(GetParam(), path));
    ExpectRefused(ClientProgram(), arguments, 2, path);
  };
  refused(folder.Path("no_such_folder/result"));
  std::filesystem::create_directory(folder.Path("a_folder"));
  refused(folder.Path("a_folder"));
  EXPECT_THAT(server.Stop(), HasSubstr("streams: 0 in all"));
}

INSTANTIATE_TEST_SUITE_P(CommandLine, ResultPath,
                         ::testing::Values("--result_json=", "--result_csv="),
                         [](const auto& info) {
                           return info.param.substr(2, info.param.size() - 3);
                         });

}  // namespace
}  // namespace grpc_perf_msgr
