#include "client/compare/judge/conditions.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "client/compare/judge/summarize.h"
#include "common/options/table.h"

namespace grpc_perf_msgr {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;

struct Ignored {
  const Descriptor* message;
  const char* field;
};

// Adds `where` and protobuf's words for each difference, once:
// "scenario modified: window[0]: 32 -> 64".
void AddDifferences(const std::string& where, const Message& old_one,
                    const Message& new_one, const std::vector<Ignored>& ignored,
                    std::vector<std::string>& differences) {
  MessageDifferencer differencer;
  for (const Ignored& field : ignored) {
    differencer.IgnoreField(field.message->FindFieldByName(field.field));
  }
  std::string report;
  differencer.ReportDifferencesToString(&report);
  if (differencer.Compare(old_one, new_one)) return;
  for (const auto line : absl::StrSplit(report, '\n', absl::SkipEmpty())) {
    if (absl::StartsWith(line, "ignored: ")) continue;
    std::string difference = absl::StrCat(where, " ", line);
    if (std::find(differences.begin(), differences.end(), difference) ==
        differences.end()) {
      differences.push_back(std::move(difference));
    }
  }
}

absl::Status ToStatus(const std::vector<std::string>& differences) {
  if (differences.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrJoin(differences, "; "));
}

// A run whose record is whole.
const v1::Result* FirstResult(const v1::Comparison& comparison,
                              const std::string& target) {
  for (const v1::Run& run : comparison.runs()) {
    if (run.target() == target && Succeeded(run)) return &run.result();
  }
  return nullptr;
}

// What only names something (addresses, ...) makes no two servers differ.
std::vector<Ignored> NamesGivenToServers() {
  std::vector<Ignored> names;
  for (const Option& option : kOptions) {
    if (!Has(OptionEnd::kServer, option) || *option.field == '\0' ||
        option.type != OptionType::kText) {
      continue;
    }
    names.push_back({v1::ServerConditions::descriptor(), option.field});
  }
  return names;
}

// Of scenarios: what tells neither what is measured nor how.
std::vector<Ignored> IgnoredOfScenarios() {
  const Descriptor* scenario = v1::Scenario::descriptor();
  const Descriptor* target = v1::Target::descriptor();
  std::vector<Ignored> ignored = {
      {scenario, "name"},      {scenario, "seed"},
      {scenario, "repeats"},   {scenario, "network_floor"},
      {target, "description"}, {target, "address"},
      {target, "control"}};
  constexpr absl::string_view kOfTarget = "Target.";
  for (const Option& option : kOptions) {
    absl::string_view field = option.source;
    if (IsFlag(option) && option.type == OptionType::kText &&
        absl::ConsumePrefix(&field, kOfTarget)) {
      ignored.push_back({target, field.data()});
    }
  }
  return ignored;
}

void AddHostDifferences(const v1::Result& old_one, const v1::Result& new_one,
                        std::vector<std::string>& differences) {
  const Descriptor* environment = v1::Environment::descriptor();
  const auto hosts = [&](const char* where, const v1::Environment& old_host,
                         const v1::Environment& new_host) {
    AddDifferences(where, old_host, new_host,
                   {{environment, "hostname"},
                    {environment, "os"},
                    {environment, "version"},
                    {environment, "commit"}},
                   differences);
  };
  hosts("client", old_one.client_environment(), new_one.client_environment());
  if (old_one.has_server() != new_one.has_server()) {
    differences.push_back(absl::StrCat("only the ",
                                       old_one.has_server() ? "old" : "new",
                                       " one knows of its server's host"));
    return;
  }
  hosts("server", old_one.server().environment(),
        new_one.server().environment());
  AddDifferences("server", old_one.server().conditions(),
                 new_one.server().conditions(), NamesGivenToServers(),
                 differences);
}

// Of what lay between: all but the names of interfaces and addresses.
void AddNetworkDifferences(const v1::Result& old_one, const v1::Result& new_one,
                           std::vector<std::string>& differences) {
  // An older version did not record it.
  if (!old_one.has_network() || !new_one.has_network()) return;
  const Descriptor* end = v1::NetworkEnd::descriptor();
  AddDifferences("network", old_one.network(), new_one.network(),
                 {{end, "interface"}, {end, "address"}}, differences);
}

bool Finished(const v1::Comparison& comparison) {
  return comparison.status() == "OK" || comparison.status() == "FAILED";
}

}  // namespace

absl::Status CheckSameScenario(const v1::Scenario& old_one,
                               const v1::Scenario& new_one) {
  std::vector<std::string> differences;
  AddDifferences("scenario", old_one, new_one, {}, differences);
  return ToStatus(differences);
}

absl::Status CheckAlike(const v1::Comparison& old_one,
                        const v1::Comparison& new_one) {
  std::vector<std::string> differences;
  for (const auto* comparison : {&old_one, &new_one}) {
    if (Finished(*comparison)) continue;
    differences.push_back(
        absl::StrCat("the ", comparison == &old_one ? "old" : "new",
                     " one was not finished (", comparison->status(), ")"));
  }
  AddDifferences("scenario", old_one.scenario(), new_one.scenario(),
                 IgnoredOfScenarios(), differences);
  for (const v1::Target& one : old_one.scenario().targets()) {
    const v1::Result* old_result = FirstResult(old_one, one.name());
    const v1::Result* new_result = FirstResult(new_one, one.name());
    if (old_result == nullptr || new_result == nullptr) continue;
    AddHostDifferences(*old_result, *new_result, differences);
    AddNetworkDifferences(*old_result, *new_result, differences);
  }
  absl::Status status = ToStatus(differences);
  if (status.ok()) return status;
  return absl::FailedPreconditionError(absl::StrCat(
      "these comparisons were not made alike: ", status.message()));
}

}  // namespace grpc_perf_msgr
