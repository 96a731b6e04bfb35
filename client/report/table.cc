#include "client/report/table.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "client/report/columns.h"

namespace grpc_perf_msgr {
namespace {

constexpr size_t kMaxWidth = 100;
// Figures of all sections begin to the right of this.
constexpr size_t kLabelWidth = 14;
constexpr char kAbsent[] = "-";

using Row = std::vector<std::string>;

std::string Count(uint64_t count) {
  return FormatForPeople(static_cast<double>(count), 0);
}

// Four digits or, above a thousand, whole numbers.
std::string Figure(double value) {
  const int decimals = value >= 1000  ? 0
                       : value >= 100 ? 1
                       : value >= 10  ? 2
                                      : 3;
  return FormatForPeople(value, decimals);
}

// Rows of equal length below each other: the first column to the left, the
// others to the right.
std::string Grid(const std::vector<Row>& rows) {
  std::vector<size_t> widths(rows[0].size(), 0);
  for (const Row& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], row[i].size());
    }
  }
  widths[0] = std::max(widths[0], kLabelWidth);
  std::string text;
  for (const Row& row : rows) {
    absl::StrAppendFormat(&text, "%-*s", widths[0], row[0]);
    for (size_t i = 1; i < row.size(); ++i) {
      absl::StrAppendFormat(&text, "  %*s", widths[i], row[i]);
    }
    text.push_back('\n');
  }
  return text;
}

// `pieces` behind `label`, a new line wherever the next piece would make it too
// long, indented to stand below the first.
std::string Paragraph(const std::string& label, const Row& pieces) {
  std::string all;
  std::string line = label;
  bool line_empty = true;
  for (const std::string& piece : pieces) {
    if (!line_empty && line.size() + 1 + piece.size() > kMaxWidth) {
      absl::StrAppend(&all, line, "\n");
      line = std::string(label.size(), ' ');
      line_empty = true;
    }
    absl::StrAppend(&line, line_empty ? "" : " ", piece);
    line_empty = false;
  }
  return absl::StrCat(all, line, "\n");
}

Row Words(const std::string& text) {
  return absl::StrSplit(text, absl::ByAnyChar(" \n\r\t"), absl::SkipEmpty());
}

// "LABEL           part; part; part"
std::string Listing(const std::string& label, const char* separator,
                    Row parts) {
  for (size_t i = 0; i + 1 < parts.size(); ++i) parts[i] += separator;
  return Paragraph(absl::StrFormat("%-*s", kLabelWidth + 2, label), parts);
}

std::string Failure(const v1::RunStatus& status) {
  if (status.code() == "OK") return "";
  const std::string code = status.code().empty() ? "UNKNOWN" : status.code();
  const std::string message =
      status.message().empty() ? "" : absl::StrCat(": ", status.message());
  return absl::StrCat(
      Paragraph("", Words(absl::StrCat("RUN NOT COMPLETE: ", code, message,
                                       "; the figures below are partial"))),
      "\n");
}

std::string Throughput(const v1::Result& result) {
  Row titles = {"Throughput"};
  Row figures = {""};
  for (const Column& column : Columns()) {
    if (column.group != ColumnGroup::kThroughput) continue;
    titles.push_back(absl::StrCat(column.label, " ", column.unit));
    const ColumnValue value = column.get(result);
    const auto* figure = std::get_if<double>(&value);
    figures.push_back(figure == nullptr ? kAbsent : Figure(*figure));
  }
  return Grid({titles, figures});
}

// A unit of latencies.
struct TimeUnit {
  const char* name;
  double ns;
  int decimals;
};

// So that the median has three digits or more.
TimeUnit UnitFor(double median_ns) {
  if (median_ns < 1e4) return {"us", 1e3, 2};
  if (median_ns < 1e7) return {"us", 1e3, 1};
  if (median_ns < 1e10) return {"ms", 1e6, 2};
  return {"s", 1e9, 3};
}

// One row in one unit; two rows when a stall of minutes among microseconds
// makes it too wide.
std::string Latency(const v1::Result& result) {
  const TimeUnit unit = UnitFor(result.summary().latency_p50_ns());
  Row titles = {absl::StrCat("Latency ", unit.name)};
  Row figures = {""};
  for (const Column& column : Columns()) {
    if (column.group != ColumnGroup::kLatency) continue;
    titles.push_back(column.label);
    const ColumnValue value = column.get(result);
    const auto* us = std::get_if<double>(&value);
    figures.push_back(
        us == nullptr ? kAbsent
                      : FormatForPeople(*us * 1e3 / unit.ns, unit.decimals));
  }
  std::string text = Grid({titles, figures});
  if (text.find('\n') <= kMaxWidth) return text;
  const auto half = static_cast<std::ptrdiff_t>(titles.size() / 2 + 1);
  const auto first = [&](const Row& row) {
    return Row(row.begin(), row.begin() + half);
  };
  const auto second = [&](const Row& row) {
    Row rest = {""};
    rest.insert(rest.end(), row.begin() + half, row.end());
    return rest;
  };
  return absl::StrCat(Grid({first(titles), first(figures)}),
                      Grid({second(titles), second(figures)}));
}

// The number in the column `name`, if it has one.
std::optional<double> Number(const v1::Result& result,
                             const std::string& name) {
  for (const Column& column : Columns()) {
    if (column.name != name) continue;
    const ColumnValue value = column.get(result);
    if (const auto* number = std::get_if<double>(&value)) return *number;
  }
  return std::nullopt;
}

std::string NumberOrDash(std::optional<double> number, int decimals) {
  return number.has_value() ? FormatForPeople(*number, decimals) : kAbsent;
}

std::optional<double> Sum(std::optional<double> a, std::optional<double> b) {
  if (!a.has_value() || !b.has_value()) return std::nullopt;
  return *a + *b;
}

std::string Costs(const v1::Result& result) {
  std::vector<Row> rows = {{"Per message", "CPU user us", "CPU system us",
                            "CPU total us", "context switches"}};
  const auto add = [&](const std::string& end, std::optional<double> user_us,
                       std::optional<double> system_us,
                       std::optional<double> switches) {
    rows.push_back({absl::StrCat("  ", end), NumberOrDash(user_us, 2),
                    NumberOrDash(system_us, 2),
                    NumberOrDash(Sum(user_us, system_us), 2),
                    NumberOrDash(switches, 3)});
  };
  std::optional<double> user_us = 0;
  std::optional<double> system_us = 0;
  std::optional<double> switches = 0;
  for (const std::string end : {"client", "server"}) {
    const auto cost = [&](const char* what) {
      return Number(result, absl::StrCat(end, what));
    };
    const auto end_user_us = cost("_user_us_per_message");
    const auto end_system_us = cost("_system_us_per_message");
    const auto end_switches = cost("_context_switches_per_message");
    add(end, end_user_us, end_system_us, end_switches);
    user_us = Sum(user_us, end_user_us);
    system_us = Sum(system_us, end_system_us);
    switches = Sum(switches, end_switches);
  }
  add("total", user_us, system_us, switches);
  return Grid(rows);
}

std::string ThinkTimes(const v1::Result& result) {
  std::vector<Row> rows = {{"Think time", "asked us", "achieved us"}};
  for (const std::string end : {"client", "server"}) {
    const auto asked_us = Number(result, absl::StrCat(end, "_think_asked_us"));
    if (asked_us.value_or(0) == 0) continue;
    rows.push_back(
        {absl::StrCat("  ", end), NumberOrDash(asked_us, 2),
         NumberOrDash(Number(result, absl::StrCat(end, "_think_mean_us")), 2)});
  }
  if (rows.size() == 1) return "";
  return absl::StrCat(Grid(rows), "\n");
}

std::string Counts(const v1::Result& result) {
  const v1::Counts& counts = result.counts();
  const std::string messages = absl::StrCat(
      "measured ", Count(counts.sent()), " sent, ", Count(counts.answered()),
      " answered, ", Count(counts.lost()), " lost, ", Count(counts.errors()),
      " errors;");
  const std::string in_flight =
      absl::StrCat("in flight at most ", counts.max_in_flight(), " of ",
                   result.conditions().window(), " on each thread\n");
  const bool one_line = messages.size() + in_flight.size() <= kMaxWidth;
  std::string text = absl::StrCat(messages, one_line ? " " : "\n", in_flight);
  const v1::Histogram& latency = result.latency();
  if (latency.above_range() > 0 || latency.below_range() > 0) {
    absl::StrAppend(
        &text, "latencies out of range: ", Count(latency.above_range()),
        " above one hour, ", Count(latency.below_range()), " below zero\n");
  }
  return text;
}

std::string Seconds(int64_t ns) {
  return absl::StrCat(static_cast<double>(ns) / 1e9, " s");
}

// CPUs and gRPC arguments, which both ends have.
template <typename Conditions>
void AppendTuning(const Conditions& conditions, Row& parts) {
  if (!conditions.cpus().empty()) {
    parts.push_back(
        absl::StrCat("CPUs ", absl::StrJoin(conditions.cpus(), ",")));
  }
  for (const std::string& argument : conditions.grpc_args()) {
    parts.push_back(absl::StrCat("gRPC argument ", argument));
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

Row ClientConditions(const v1::Conditions& conditions) {
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
  if (conditions.think_ns() > 0) {
    parts.push_back(absl::StrCat("think ", conditions.think_mode()));
  }
  AppendTuning(conditions, parts);
  return parts;
}

Row ServerConditions(const v1::ServerConditions& conditions) {
  Row parts = {absl::StrCat("server: threads ", conditions.threads()),
               absl::StrCat("flush ", conditions.flush())};
  if (conditions.think_ns() > 0) {
    parts.push_back(absl::StrCat("think ", conditions.think_mode()));
  }
  AppendTuning(conditions, parts);
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
  for (const v1::Library& library : host.libraries()) {
    if (!absl::StartsWithIgnoreCase(library.name(), "grpc")) continue;
    parts.push_back(
        absl::StrCat(library.name(), " ", library.version(),
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
      end, " in ", Count(usage.cgroup_throttled_periods()), " of ",
      Count(usage.cgroup_periods()), " CPU periods of its cgroup"));
}

// Everything that is words rather than figures.
std::string Circumstances(const v1::Result& result) {
  std::string text =
      Listing("Conditions", ";", ClientConditions(result.conditions()));
  if (result.has_server()) {
    absl::StrAppend(
        &text,
        Listing("", ";", ServerConditions(result.server().conditions())));
  }
  absl::StrAppend(&text, Host("Client", result.client_environment()),
                  result.has_server()
                      ? Host("Server", result.server().environment())
                      : Listing("Server", "",
                                {"unknown: it has no Control service that "
                                 "tells of its host and CPU time"}));
  Row throttled;
  AppendThrottling("client", result.client_cpu(), throttled);
  AppendThrottling("server", result.server_cpu(), throttled);
  if (!throttled.empty()) {
    absl::StrAppend(&text, Listing("Throttled", ";", throttled));
  }
  return text;
}

}  // namespace

std::string FormatCephEcho(const v1::Conditions& conditions) {
  const int64_t think_ns = conditions.think_ns();
  return absl::StrFormat(
      " using ms-public-type %s+%s\n"
      "       server ip:port %s\n"
      "       numjobs %d\n"
      "       concurrency %d\n"
      "       ios %d\n"
      "       thinktime(us) %s\n"
      "       message data bytes %d\n",
      conditions.transport(), conditions.codec(), conditions.server(),
      conditions.threads(), conditions.window(), conditions.ios(),
      think_ns % 1000 == 0
          ? absl::StrCat(think_ns / 1000)
          : absl::StrFormat("%.3f", static_cast<double>(think_ns) / 1e3),
      conditions.bytes());
}

std::string FormatCephTotal(const v1::Result& result) {
  return absl::StrCat(" Total op ", result.counts().answered(), " run time ",
                      result.run_time_ns() / 1000, "us.\n");
}

std::string FormatTable(const v1::Result& result) {
  std::string text = absl::StrCat(Failure(result.status()), Throughput(result),
                                  "\n", Latency(result), "\n", Costs(result),
                                  "\n", ThinkTimes(result), Counts(result),
                                  "\n", Circumstances(result));
  if (result.warnings_size() > 0) text.push_back('\n');
  for (const std::string& warning : result.warnings()) {
    absl::StrAppend(&text, Paragraph("warning: ", Words(warning)));
  }
  return text;
}

}  // namespace grpc_perf_msgr
