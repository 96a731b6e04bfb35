#include "client/report/circumstances.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/report/layout.h"
#include "client/report/network.h"
#include "client/report/numbers.h"
#include "client/report/option_value.h"
#include "common/options/option.h"
#include "common/transport_records.h"
#include "common/transports.h"

namespace grpc_perf_msgr {
namespace {

std::string Seconds(int64_t ns) {
  return absl::StrCat(static_cast<double>(ns) / 1e9, " s");
}

// Think time, and what is told of every option that is not at its default.
template <typename Conditions>
void AppendOptions(OptionEnd end, const Conditions& conditions, Row& parts) {
  if (conditions.think_ns() > 0) {
    parts.push_back(
        absl::StrCat("think ", static_cast<double>(conditions.think_ns()) / 1e3,
                     " us, ", conditions.think_mode()));
  }
  for (std::string& part : DescribeOptions(end, conditions)) {
    parts.push_back(std::move(part));
  }
}

std::string WarmUp(const v1::Conditions& conditions) {
  Row parts;
  if (conditions.warmup_messages() > 0) {
    parts.push_back(absl::StrCat(conditions.warmup_messages()));
  }
  if (conditions.warmup_ns() > 0) {
    parts.push_back(Seconds(conditions.warmup_ns()));
  }
  if (parts.empty()) return ", no warm-up";
  return absl::StrCat(" after ", absl::StrJoin(parts, " and "), " of warm-up");
}

Row ClientConditions(const v1::Result& result) {
  const v1::Conditions& conditions = result.conditions();
  Row parts = {
      absl::StrCat(conditions.transport(), "+", conditions.codec(), " to ",
                   conditions.server()),
      absl::StrCat("threads ", conditions.threads()),
      absl::StrCat("window ", conditions.window()),
      absl::StrCat(conditions.duration_ns() > 0
                       ? Seconds(conditions.duration_ns())
                       : absl::StrCat(conditions.ios(), " messages a thread"),
                   WarmUp(conditions)),
      absl::StrCat(conditions.bytes(), " bytes, replies ",
                   conditions.reply_bytes(), " bytes"),
      absl::StrCat("flush ", conditions.flush()),
      absl::StrCat("verify ", conditions.verify() ? "on" : "off")};
  AppendOptions(OptionEnd::kClient, conditions, parts);
  if (result.has_group()) {
    parts.insert(parts.begin(),
                 absl::StrCat("each of ", result.group().size(), " clients"));
  }
  return parts;
}

Row ServerConditions(const v1::ServerConditions& conditions) {
  Row parts = {absl::StrCat("server: listens at ", conditions.listen()),
               absl::StrCat("threads ", conditions.threads()),
               absl::StrCat("flush ", conditions.flush())};
  AppendOptions(OptionEnd::kServer, conditions, parts);
  return parts;
}

// A commit as people quote it, its "-dirty" kept.
std::string ShortCommit(const std::string& commit) {
  constexpr size_t kDigits = 12;
  const size_t end = std::min(commit.find('-'), commit.size());
  return absl::StrCat(commit.substr(0, std::min(end, kDigits)),
                      commit.substr(end));
}

// A host and its build on one line (broken where it is too long).
std::string Host(const std::string& label, const v1::Environment& host) {
  Row parts = {host.hostname().empty() ? "unknown" : host.hostname()};
  const auto add = [&](const std::string& before, const std::string& text) {
    if (!text.empty()) parts.push_back(absl::StrCat(before, text));
  };
  add("", host.cpu_model());
  if (host.cpus_online() > 0) {
    parts.push_back(absl::StrCat(host.cpus_online(), " CPUs"));
  }
  add("may use CPUs ", host.cpus_allowed());
  if (host.has_cgroup_cpu_quota()) {
    parts.push_back(
        absl::StrCat("limited to ", host.cgroup_cpu_quota(), " CPUs' time"));
  }
  add("", host.kernel());
  add("container of ", host.container());
  for (const v1::Library& library : host.libraries()) {
    if (!IsTransportLibrary(library.name())) continue;
    parts.push_back(
        absl::StrCat(library.name(), " ", library.version(),
                     library.linkage().empty() ? "" : " ", library.linkage(),
                     library.checks_assertions() ? " with assertions" : ""));
  }
  add("", host.build_type());
  add("", host.allocator());
  add("version ", host.version());
  add("commit ", ShortCommit(host.commit()));
  return Listing(label, ",", parts);
}

void AppendThrottling(const std::string& end, const v1::CpuUsage& usage,
                      Row& parts) {
  if (usage.cgroup_throttled_periods() == 0) return;
  parts.push_back(absl::StrCat(
      end, " in ", FormatCount(usage.cgroup_throttled_periods()), " of ",
      FormatCount(usage.cgroup_periods()), " CPU periods of its cgroup"));
}

std::string ServerHost(const v1::Result& result) {
  if (result.has_server()) {
    return Host("Server", result.server().environment());
  }
  const TransportRow* const transport =
      FindTransport(result.conditions().transport());
  const bool in_process = transport != nullptr && transport->in_process();
  return Listing("Server", "",
                 {in_process ? "none: both ends are the client's, and its CPU "
                               "time is that of both"
                             : "unknown: no Control service of it told of its "
                               "host and CPU time"});
}

}  // namespace

std::vector<std::string> FormatHosts(const v1::Result& result) {
  std::vector<std::string> paragraphs = {
      Host(result.has_group() ? "First client" : "Client",
           result.client_environment()),
      ServerHost(result)};
  if (result.has_network()) {
    paragraphs.push_back(
        Listing("Network", ";", DescribeNetwork(result.network())));
  }
  return paragraphs;
}

std::string FormatCircumstances(const v1::Result& result) {
  std::string text = Listing("Conditions", ";", ClientConditions(result));
  if (result.has_server()) {
    absl::StrAppend(
        &text,
        Listing("", ";", ServerConditions(result.server().conditions())));
  }
  for (const std::string& paragraph : FormatHosts(result)) {
    absl::StrAppend(&text, paragraph);
  }
  Row throttled;
  AppendThrottling("client", result.client_cpu(), throttled);
  AppendThrottling("server", result.server_cpu(), throttled);
  if (!throttled.empty()) {
    absl::StrAppend(&text, Listing("Throttled", ";", throttled));
  }
  return text;
}

std::string FormatWarnings(const Warnings& warnings) {
  std::string text;
  for (const v1::Warning& warning : warnings) {
    absl::StrAppend(&text, Paragraph("warning: ", Words(WarningText(warning))));
  }
  return text;
}

}  // namespace grpc_perf_msgr
