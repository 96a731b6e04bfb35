#include "client/compare/make/client_run.h"

#include <algorithm>
#include <cassert>
#include <filesystem>
#include <optional>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "client/compare/make/file.h"
#include "client/compare/make/process.h"
#include "client/compare/plan/asked.h"
#include "client/compare/plan/scenario.h"
#include "client/report/json.h"
#include "common/clock.h"
#include "proto/schema_version.h"

namespace grpc_perf_msgr {
namespace {

// The client's time to connect and to write its record, and room to spare.
constexpr int64_t kOverheadNs = 60 * kNanosPerSecond;
constexpr double kSlowestMessageNs = 10 * kNanosPerMilli;
constexpr double kLongestNs = 1e18;  // 30 years

// What the record says, against what the process says of itself.
absl::StatusOr<v1::Result> ReadResult(const std::string& result_json,
                                      const std::string& log_file,
                                      int exit_status) {
  const absl::StatusOr<std::string> text = ReadFile(result_json);
  if (!text.ok()) {
    return absl::InternalError(
        absl::StrCat("the client wrote no record (exit status ", exit_status,
                     "): ", LastLine(log_file)));
  }
  absl::StatusOr<v1::Result> result = ParseJson(*text);
  if (!result.ok()) {
    return absl::InternalError(absl::StrCat(
        "the client's record can't be read: ", result.status().message()));
  }
  if (result->status().code() == "OK" && exit_status != 0) {
    result->mutable_status()->set_code("INTERNAL");
    result->mutable_status()->set_message(
        absl::StrCat("the client ended with exit status ", exit_status, ": ",
                     LastLine(log_file)));
  }
  return result;
}

}  // namespace

std::vector<std::string> ClientArguments(const v1::Scenario& scenario,
                                         const v1::Target& target,
                                         const v1::Point& point,
                                         const ServerAddress& address,
                                         const std::string& result_json) {
  std::vector<std::string> arguments = {
      address.server,
      absl::StrCat(point.threads()),
      absl::StrCat(point.window()),
      absl::StrCat(scenario.ios()),
      absl::StrCat(point.client_think_us()),
      absl::StrCat(point.bytes()),
      "--quiet",
      absl::StrCat("--result_json=", result_json)};
  if (!address.control.empty()) {
    arguments.push_back(absl::StrCat("--control=", address.control));
  }
  const std::vector<std::string> flags =
      AskedFlags({scenario, target, point}, OptionEnd::kClient);
  arguments.insert(arguments.end(), flags.begin(), flags.end());
  return arguments;
}

int64_t RunTimeoutNs(const v1::Scenario& scenario, const v1::Point& point) {
  const double message_ns =
      kSlowestMessageNs +
      static_cast<double>(kNanosPerMicro) *
          (point.client_think_us() + point.server_think_us());
  const double messages =
      static_cast<double>(scenario.ios() + WarmupMessages(scenario));
  return DurationNs(scenario) + WarmupNs(scenario) + StallTimeoutNs(scenario) +
         kOverheadNs +
         static_cast<int64_t>(
             std::min(kLongestNs, message_ns * messages * point.threads()));
}

v1::Result AskedResult(const v1::Scenario& scenario, const v1::Target& target,
                       const v1::Point& point, const std::string& server) {
  v1::Result result;
  result.set_schema_version(kSchemaVersion);
  *result.mutable_conditions() =
      AskedConditions({scenario, target, point}, server);
  return result;
}

v1::Result FailedResult(const v1::Scenario& scenario, const v1::Target& target,
                        const v1::Point& point, const std::string& server,
                        const absl::Status& status) {
  assert(!status.ok());
  v1::Result result = AskedResult(scenario, target, point, server);
  result.mutable_status()->set_code(absl::StatusCodeToString(status.code()));
  result.mutable_status()->set_message(std::string(status.message()));
  return result;
}

absl::StatusOr<v1::Result> RunClient(
    const std::string& program, const v1::Scenario& scenario,
    const v1::Target& target, const v1::Point& point,
    const ServerAddress& address, const std::string& folder, Signals& signals) {
  const std::string result_json = folder + "/client.json";
  const std::string log_file = folder + "/client.log";
  const auto failed = [&](const absl::Status& status) {
    return FailedResult(scenario, target, point, address.server, status);
  };
  // That of the run before must not be taken for this one's.
  std::error_code ignored;
  std::filesystem::remove(result_json, ignored);
  absl::StatusOr<ChildProcess> client = ChildProcess::Start(
      program, ClientArguments(scenario, target, point, address, result_json),
      log_file);
  if (!client.ok()) return failed(client.status());
  const int64_t timeout_ns = RunTimeoutNs(scenario, point);
  const std::optional<int> ended =
      client->Wait(SteadyNowNs() + timeout_ns, signals);
  // A run that was being made when the user wanted to end is none.
  if (signals.end_wanted()) return absl::CancelledError("stopped by the user");
  if (!ended.has_value()) {
    client->Kill();
    return failed(absl::DeadlineExceededError(
        absl::StrCat("the client had not ended after ",
                     absl::FormatDuration(absl::Nanoseconds(timeout_ns)),
                     " and was killed")));
  }
  absl::StatusOr<v1::Result> result = ReadResult(result_json, log_file, *ended);
  if (!result.ok()) return failed(result.status());
  return result;
}

}  // namespace grpc_perf_msgr
