// What --debug=frames,window tells, with the real programs over each way that
// messages travel.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "test/integration/real_client.h"
#include "test/integration/real_server.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr uint64_t kOps = 3;
constexpr Load kLoad = {1, 1, kOps, 0, 64};

struct Way {
  std::string name;
  std::string listen;
  std::vector<std::string> client_flags;
  std::vector<std::string> server_flags;
};

void PrintTo(const Way& way, std::ostream* out) { *out << way.name; }

class DebugFlagTest : public ::testing::TestWithParam<Way> {
 protected:
  // Lines of `text` that have the word and go on with `event` after who.
  static uint64_t Count(const std::string& text, const std::string& word,
                        const std::string& event) {
    uint64_t count = 0;
    const std::vector<std::string> lines = absl::StrSplit(text, '\n');
    for (const std::string& line : lines) {
      const size_t at = line.find(absl::StrCat(" ", word, " "));
      if (line.compare(0, 6, "debug ") != 0 || at == std::string::npos) {
        continue;
      }
      const size_t end = line.find(": ", at);
      if (end != std::string::npos &&
          line.compare(end + 2, event.size(), event) == 0) {
        ++count;
      }
    }
    return count;
  }

  // Runs both programs with --debug=`words`; what each says.
  void Run(const std::string& words) {
    ServerSetup setup;
    setup.listen = GetParam().listen;
    setup.flags = GetParam().server_flags;
    setup.flags.push_back("--debug=" + words);
    RealServer server(setup);
    std::vector<std::string> flags = GetParam().client_flags;
    flags.push_back("--debug=" + words);
    RealClient client(server.address(), kLoad, flags);
    EXPECT_EQ(client.ExitStatus(), 0) << client.Err();
    client_ = client.Err();
    server.Stop();
    server_ = server.process().Err();
  }

  std::string client_;
  std::string server_;
};

TEST_P(DebugFlagTest, TellsOfEachFrameOnBothEnds) {
  Run("frames");
  EXPECT_EQ(Count(client_, "frames", "send op "), kOps) << client_;
  EXPECT_EQ(Count(client_, "frames", "received reply "), kOps) << client_;
  EXPECT_EQ(Count(server_, "frames", "received op "), kOps) << server_;
  EXPECT_EQ(Count(server_, "frames", "send reply "), kOps) << server_;
  EXPECT_EQ(Count(client_, "window", ""), 0);
  EXPECT_EQ(Count(server_, "window", ""), 0);
  if (GetParam().listen.find("://") == std::string::npos) return;
  // The payload is 64 bytes.
  EXPECT_THAT(client_, ContainsRegex("send op [0-9]+, (6[4-9]|[7-9][0-9]|"
                                     "[1-9][0-9][0-9]) bytes"));
  EXPECT_GE(Count(client_, "frames", "send greeting, "), 1);
  EXPECT_EQ(Count(client_, "frames", "received greeting"), 1);
  EXPECT_EQ(Count(server_, "frames", "connection open"), 1);
  EXPECT_GE(Count(server_, "frames", "sent "), 2);
}

TEST_P(DebugFlagTest, TellsOfTheWindow) {
  Run("window");
  EXPECT_EQ(Count(client_, "window", "sent op "), kOps) << client_;
  EXPECT_EQ(Count(client_, "window", "reply "), kOps) << client_;
  EXPECT_EQ(Count(client_, "window", "phase measure"), 1) << client_;
  EXPECT_EQ(Count(server_, "window", "op "), kOps) << server_;
  EXPECT_EQ(Count(client_, "frames", ""), 0);
  EXPECT_EQ(Count(server_, "frames", ""), 0);
}

TEST_P(DebugFlagTest, TellsNothingUnasked) {
  Run("");
  EXPECT_THAT(client_, Not(HasSubstr("debug ")));
  EXPECT_THAT(server_, Not(HasSubstr("debug ")));
}

INSTANTIATE_TEST_SUITE_P(
    EachWay, DebugFlagTest,
    ::testing::Values(
        Way{"tcp", "tcp://127.0.0.1:0", {}, {}},
        Way{"tcp_bytes", "tcp://127.0.0.1:0", {"--codec=bytes"}, {}},
        Way{"msgr2", "msgr2://127.0.0.1:0", {}, {}},
        Way{"grpc", "127.0.0.1:0", {}, {}},
        Way{"grpc_bytes", "127.0.0.1:0", {"--codec=bytes"}, {}},
        Way{"grpc_callback",
            "127.0.0.1:0",
            {"--api=callback"},
            {"--api=callback"}},
        Way{"grpc_unary", "127.0.0.1:0", {"--api=unary"}, {}},
        Way{"grpc_streams", "127.0.0.1:0", {"--api=streams"}, {}}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace grpc_perf_msgr
