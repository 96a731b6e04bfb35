#include "test/integration/real_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "client/report/json.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::vector<std::string> Joined(std::vector<std::string> first,
                                const std::vector<std::string>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

// Whether a slice of the measure phase has messages.
bool SaysThatRepliesCame(const std::string& said) {
  const std::vector<std::string> lines = absl::StrSplit(said, '\n');
  return std::any_of(lines.begin(), lines.end(), [](absl::string_view line) {
    const size_t at = line.find("  measure  ");
    if (at == absl::string_view::npos) return false;
    line.remove_prefix(at + sizeof("  measure  ") - 1);
    line = absl::StripLeadingAsciiWhitespace(line);
    // Its last line may be half-written: the number is whole before a space.
    const absl::string_view rate = line.substr(0, line.find(' '));
    return rate.size() < line.size() && rate != "0" && rate != "-";
  });
}

}  // namespace

std::string ClientProgram() { return TEST_CLIENT_PROGRAM; }

std::vector<std::string> EndlessFlags(
    const std::vector<std::string>& more_flags) {
  return Joined({"--duration=1h", "--interval=20ms"}, more_flags);
}

RealClient::RealClient(const std::string& server, const Load& load,
                       const std::vector<std::string>& flags)
    : process_(ClientProgram(), Arguments(server, load, flags)) {}

std::vector<std::string> RealClient::Arguments(
    const std::string& server, const Load& load,
    const std::vector<std::string>& flags) const {
  return Joined({server, absl::StrCat(load.threads), absl::StrCat(load.window),
                 absl::StrCat(load.ios), absl::StrCat(load.think_us),
                 absl::StrCat(load.bytes),
                 absl::StrCat("--result_json=", folder_.Path("result.json")),
                 // A loaded machine is no reason to fail; tests that want a
                 // shorter one give it behind this.
                 "--connect_timeout=60s", "--stall_timeout=60s"},
                flags);
}

void RealClient::WaitUntilSaid(
    const std::string& what,
    const std::function<bool(const std::string&)>& is_said) {
  const bool said = WaitUntil([&] {
    return is_said(Err()) || process_.Wait(absl::ZeroDuration()).has_value();
  });
  EXPECT_TRUE(said && !process_.Wait(absl::ZeroDuration()).has_value())
      << "the client does not say \"" << what << "\": " << Err();
}

void RealClient::WaitUntilSaid(const std::string& what) {
  WaitUntilSaid(what, [&](const std::string& said) {
    return absl::StrContains(said, what);
  });
}

// The last of its settings.
void RealClient::WaitUntilConnecting() { WaitUntilSaid("message data bytes "); }

void RealClient::WaitUntilWarmingUp() { WaitUntilSaid("  warmup  "); }

void RealClient::WaitUntilMeasuring() {
  WaitUntilSaid("a reply in the measure phase", SaysThatRepliesCame);
}

v1::Result RealClient::Result() const {
  const std::string json = ReadWholeFile(folder_.Path("result.json"));
  const absl::StatusOr<v1::Result> result = ParseJson(json);
  EXPECT_TRUE(result.ok()) << result.status() << "\n" << Err();
  return result.value_or(v1::Result());
}

v1::Result RunClient(const std::string& server, const Load& load,
                     const std::vector<std::string>& flags) {
  RealClient client(server, load, flags);
  EXPECT_EQ(client.ExitStatus(), 0) << client.Err();
  v1::Result result = client.Result();
  EXPECT_EQ(result.status().code(), "OK") << result.status().message();
  return result;
}

void ExpectComplete(const v1::Result& result, const Load& load,
                    uint64_t reply_bytes) {
  EXPECT_EQ(result.status().code(), "OK") << result.status().message();
  const auto expect_counts = [&](const v1::Counts& counts, uint64_t messages) {
    EXPECT_EQ(counts.sent(), messages);
    EXPECT_EQ(counts.answered(), messages);
    EXPECT_EQ(counts.lost(), 0);
    EXPECT_EQ(counts.errors(), 0);
    EXPECT_EQ(counts.bytes_sent(), messages * load.bytes);
    EXPECT_EQ(counts.bytes_received(), messages * reply_bytes);
    EXPECT_GE(counts.answered_all_phases(), messages);
    EXPECT_GE(counts.max_in_flight(), 1);
    EXPECT_LE(counts.max_in_flight(), load.window);
  };
  const uint64_t messages = load.threads * load.ios;
  expect_counts(result.counts(), messages);
  ASSERT_EQ(result.threads_size(), static_cast<int>(load.threads));
  for (const v1::ThreadResult& thread : result.threads()) {
    EXPECT_EQ(thread.status().code(), "OK");
    expect_counts(thread.counts(), load.ios);
  }
  const auto& recorded = result.latency().count();
  EXPECT_EQ(std::accumulate(recorded.begin(), recorded.end(), uint64_t{0}),
            messages);
  EXPECT_GT(result.run_time_ns(), 0);
}

void ExpectHonest(const v1::Result& result) {
  const v1::Counts& counts = result.counts();
  EXPECT_NE(result.status().code(), "OK");
  EXPECT_NE(result.status().message(), "");
  EXPECT_EQ(counts.lost(), counts.sent() - counts.answered());
  const auto& recorded = result.latency().count();
  EXPECT_EQ(std::accumulate(recorded.begin(), recorded.end(), uint64_t{0}),
            counts.answered());
  EXPECT_EQ(result.schema_version(), 2);
  EXPECT_NE(result.conditions().server(), "");
}

void ExpectReported(RealClient& client, const v1::Result& result) {
  const std::string total =
      absl::StrCat(" Total op ", result.counts().answered(), " run time ",
                   result.run_time_ns() / 1000, "us.\n");
  const std::string title =
      absl::StrCat("RUN NOT COMPLETE: ", result.status().code());
  if (result.counts().sent() > 0) {
    EXPECT_THAT(client.Err(), HasSubstr(total));
    EXPECT_THAT(client.Out(), HasSubstr(title));
  } else {
    EXPECT_THAT(client.Err(), Not(HasSubstr("Total op")));
    EXPECT_EQ(client.Out(), "");
  }
  EXPECT_EQ(CountLines(client.Err(), "grpc_perf_msgr_client: "), 1)
      << client.Err();
  EXPECT_THAT(
      client.Err(),
      HasSubstr(absl::StrCat("grpc_perf_msgr_client: ", result.status().code(),
                             ": ", result.status().message(), "\n")));
}

v1::Result ExpectFailure(RealClient& client, const std::string& code,
                         const std::string& says) {
  EXPECT_EQ(client.ExitStatus(), 1) << client.Err();
  v1::Result result = client.Result();
  ExpectHonest(result);
  ExpectReported(client, result);
  EXPECT_EQ(result.status().code(), code);
  EXPECT_THAT(result.status().message(), HasSubstr(says));
  return result;
}

}  // namespace grpc_perf_msgr
