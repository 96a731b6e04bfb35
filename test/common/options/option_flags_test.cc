// The server's flags, whose types are all of common/, stand for any program's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "common/cpu_list.h"
#include "common/debug.h"
#include "common/flush_policy.h"
#include "common/grpc_args.h"
#include "common/options/flags.h"
#include "common/think_time.h"
#include "proto/result.pb.h"
#include "test/common/flags_testing.h"

#define SERVER_FLAG(type, name, ...) DEFINE_OPTION_FLAG(kServer, type, name)
#define BOTH_FLAG(type, name, ...) DEFINE_OPTION_FLAG(kServer, type, name)
#include "common/options/options.inc"

namespace grpc_perf_msgr {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr auto kServer = OptionEnd::kServer;

using OptionFlagsTest = FlagsTest;

TEST_F(OptionFlagsTest, DefaultsAreThoseOfTheTable) {
  EXPECT_EQ(absl::GetFlag(FLAGS_max_message_bytes), uint64_t{64} << 20);
  EXPECT_EQ(absl::GetFlag(FLAGS_drain_timeout), absl::Seconds(10));
  EXPECT_EQ(absl::GetFlag(FLAGS_api), "stream");
  EXPECT_EQ(absl::GetFlag(FLAGS_flush), FlushPolicy::kDrain);
  EXPECT_TRUE(CheckFlags(kServer).ok());
}

// Sets one flag; what is said of all.
struct Bad {
  std::string flag;
  std::string value;
  std::string error;
};
class BadOptionFlagTest : public FlagsTest,
                          public ::testing::WithParamInterface<Bad> {};

TEST_P(BadOptionFlagTest, IsNamedWithItsValueAndWhatWasExpected) {
  Set(GetParam().flag, GetParam().value);
  EXPECT_EQ(CheckFlags(kServer), absl::InvalidArgumentError(GetParam().error));
}
INSTANTIATE_TEST_SUITE_P(
    Each, BadOptionFlagTest,
    ::testing::Values(
        Bad{"max_message_bytes", "1073741825",
            "--max_message_bytes must be 0..1073741824, got 1073741825"},
        Bad{"api", "unary", "--api must be stream or callback, got \"unary\""},
        Bad{"drain_timeout", "25h",
            "--drain_timeout must be more than 0 and at most 24h, got 25h"},
        Bad{"drain_timeout", "0",
            "--drain_timeout must be more than 0 and at most 24h, got 0"}),
    [](const auto& info) { return absl::StrCat(info.param.flag, info.index); });

TEST_F(OptionFlagsTest, OfSeveralBadOnesTheFirstOfTheTableIsNamed) {
  Set("drain_timeout", "25h");
  Set("api", "unary");
  EXPECT_THAT(std::string(CheckFlags(kServer).message()),
              StartsWith("--api must be"));
}

TEST_F(OptionFlagsTest, ValuesAreRecorded) {
  Set("think_mode", "spin");
  Set("flush", "message");
  Set("cpus", "0,2-3");
  Set("grpc_arg", "a=1\nb=two");
  Set("api", "callback");
  Set("busy_poll", "true");
  Set("max_message_bytes", "1000");
  Set("max_streams", "7");
  v1::ServerConditions conditions;
  RecordFlags(kServer, conditions);
  EXPECT_EQ(conditions.think_mode(), "spin");
  EXPECT_EQ(conditions.flush(), "message");
  EXPECT_THAT(conditions.cpus(), ElementsAre(0, 2, 3));
  EXPECT_THAT(conditions.grpc_args(), ElementsAre("a=1", "b=two"));
  EXPECT_EQ(conditions.api(), "callback");
  EXPECT_TRUE(conditions.busy_poll());
  EXPECT_EQ(conditions.max_message_bytes(), 1000);
  EXPECT_EQ(conditions.max_streams(), 7);
}

TEST_F(OptionFlagsTest, ArgumentsAreLeftToWhoReadsThem) {
  v1::ServerConditions conditions;
  conditions.set_listen("host:1");
  conditions.set_threads(3);
  conditions.set_think_ns(5);
  RecordFlags(kServer, conditions);
  EXPECT_EQ(conditions.listen(), "host:1");
  EXPECT_EQ(conditions.threads(), 3);
  EXPECT_EQ(conditions.think_ns(), 5);
  EXPECT_EQ(conditions.max_message_bytes(), uint64_t{64} << 20);
}

// The names of the flags that `help` explains, in its order.
std::vector<std::string> NamesIn(const std::string& help) {
  std::vector<std::string> names;
  for (absl::string_view line : absl::StrSplit(help, '\n')) {
    if (!absl::ConsumePrefix(&line, "  --")) continue;
    names.emplace_back(line.substr(0, line.find('=')));
  }
  return names;
}

TEST(FlagsHelpTest, ExplainsEachFlagOfAProgramByName) {
  EXPECT_THAT(NamesIn(FlagsHelp(kServer)),
              ElementsAre("api", "busy_poll", "control_listen", "cpus", "debug",
                          "drain_timeout", "flush", "grpc_arg", "label",
                          "max_message_bytes", "max_streams", "port_file",
                          "think_mode"));
  EXPECT_THAT(NamesIn(FlagsHelp(OptionEnd::kCompare)),
              ElementsAre("bin_dir", "diff", "fail_over", "list", "merge",
                          "out", "quiet", "resume", "rig"));
}

TEST(FlagsHelpTest, GivesDefaultAndTextOfAFlag) {
  EXPECT_THAT(FlagsHelp(kServer),
              HasSubstr("  --busy_poll=false\n    spin on the transport "
                        "instead of sleeping in the kernel\n"));
  EXPECT_THAT(FlagsHelp(kServer), HasSubstr("  --port_file\n    file to"));
}

// And loses no word of it.
TEST(FlagsHelpTest, FitsATerminal) {
  for (const OptionEnd end :
       {OptionEnd::kClient, kServer, OptionEnd::kCompare}) {
    const std::string help = FlagsHelp(end);
    std::vector<std::string> words;
    for (const absl::string_view line : absl::StrSplit(help, '\n')) {
      EXPECT_LE(line.size(), 80) << line;
      for (const absl::string_view word :
           absl::StrSplit(line, ' ', absl::SkipEmpty())) {
        words.emplace_back(word);
      }
    }
    const std::string on_one_line = absl::StrJoin(words, " ");
    for (const Option& option : kOptions) {
      if (!Has(end, option) || !IsFlag(option)) continue;
      EXPECT_THAT(on_one_line, HasSubstr(option.help)) << option.name;
    }
  }
}

}  // namespace
}  // namespace grpc_perf_msgr
