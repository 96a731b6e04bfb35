#include "client/compare/judge/verdict.h"

#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/compare/judge/link.h"
#include "client/report/numbers.h"

namespace grpc_perf_msgr {
namespace {

constexpr double kThrottled = 0.05;
constexpr double kThinking = 0.5;
constexpr double kBusy = 0.9;
constexpr double kLinkFull = 0.9;

v1::Verdict Verdict(v1::Verdict::Limit limit, const std::string& reason) {
  v1::Verdict verdict;
  verdict.set_limit(limit);
  verdict.set_reason(reason);
  return verdict;
}

double Ratio(double part, double whole) { return whole > 0 ? part / whole : 0; }

std::string Percent(double share) {
  return absl::StrCat(FormatFixed(share * 100, 0), " %");
}

// How busy an end's busiest thread was, or all CPUs that it may use: the
// greater, and what to say of it.
struct Busy {
  double share = 0;
  std::string what;
};

void Consider(double share, const std::string& what, Busy& busy) {
  if (share > busy.share) busy = {share, what};
}

void ConsiderCpus(const char* end, const v1::CpuUsage& usage, int cpus,
                  Busy& busy) {
  if (cpus == 0) return;
  const double used =
      Ratio(static_cast<double>(usage.user_ns() + usage.system_ns()),
            static_cast<double>(usage.elapsed_ns()));
  // One thread on one CPU is told of as a thread.
  if (cpus > 1 || used / cpus > busy.share + 0.05) {
    Consider(used / cpus,
             absl::StrFormat("the %s used %.2f of its %d CPU%s", end, used,
                             cpus, cpus == 1 ? "" : "s"),
             busy);
  }
}

// A client thread's CPU time is that of its whole life, warm-up included, which
// the slices of the run's time cover.
double ClientThreadNs(const v1::Result& result) {
  if (!result.intervals().empty()) {
    return static_cast<double>(result.intervals().rbegin()->end_ns());
  }
  return static_cast<double>(result.run_time_ns() +
                             result.conditions().warmup_ns());
}

Busy ClientBusy(const v1::Result& result) {
  Busy busy;
  const double time_ns = ClientThreadNs(result);
  for (const v1::ThreadResult& thread : result.threads()) {
    const double share = Ratio(
        static_cast<double>(thread.user_ns() + thread.system_ns()), time_ns);
    Consider(share,
             absl::StrCat("client thread ", thread.index(), " was busy ",
                          Percent(share)),
             busy);
  }
  ConsiderCpus("client", result.client_cpu(), result.conditions().cpus_size(),
               busy);
  return busy;
}

std::optional<Busy> ServerBusy(const v1::Result& result) {
  if (!result.has_server_cpu()) return std::nullopt;
  const v1::CpuUsage& usage = result.server_cpu();
  Busy busy;
  for (const int64_t cpu_ns : usage.thread_cpu_ns()) {
    const double share = Ratio(static_cast<double>(cpu_ns),
                               static_cast<double>(usage.elapsed_ns()));
    Consider(share, absl::StrCat("a server thread was busy ", Percent(share)),
             busy);
  }
  ConsiderCpus("server", usage, result.server().conditions().cpus_size(), busy);
  return busy;
}

std::optional<v1::Verdict> Throttled(const char* end,
                                     const v1::CpuUsage& usage) {
  const double share =
      Ratio(static_cast<double>(usage.cgroup_throttled_periods()),
            static_cast<double>(usage.cgroup_periods()));
  if (share < kThrottled) return std::nullopt;
  return Verdict(v1::Verdict::CPU_QUOTA,
                 absl::StrCat("the ", end, " was throttled in ",
                              FormatCount(usage.cgroup_throttled_periods()),
                              " of ", FormatCount(usage.cgroup_periods()),
                              " CPU periods of its cgroup"));
}

// `time_ns` of `threads` threads, of which those without a stream do not think.
std::optional<v1::Verdict> Thinks(const char* end, const v1::ThinkTimeUse& use,
                                  double time_ns, double threads) {
  const double share =
      Ratio(static_cast<double>(use.achieved_total_ns()), time_ns * threads);
  if (share < kThinking || use.count() == 0) return std::nullopt;
  return Verdict(
      v1::Verdict::THINK_TIME,
      absl::StrFormat("the %s spent %s of its threads' time thinking: %.1f us "
                      "for each message, %.1f us asked for",
                      end, Percent(std::min(share, 1.0)),
                      static_cast<double>(use.achieved_total_ns()) / 1e3 /
                          static_cast<double>(use.count()),
                      static_cast<double>(use.asked_ns()) / 1e3));
}

std::string RoundTrip(const v1::Summary& summary) {
  const bool measured = summary.has_latency_mean_ns();
  if (!measured && !summary.has_latency_mean_derived_ns()) return "";
  return absl::StrCat(
      ", round trip ",
      FormatForPeople((measured ? summary.latency_mean_ns()
                                : summary.latency_mean_derived_ns()) /
                          1e3,
                      1),
      measured ? " us" : " us by Little's law");
}

// An end that was to think and does not tell how long it did, as Ceph's
// programs do not.
std::optional<v1::Verdict> ThinksUnseen(const char* end, int64_t asked_ns,
                                        const v1::ThinkTimeUse& use) {
  if (asked_ns <= 0 || use.count() > 0) return std::nullopt;
  return Verdict(
      v1::Verdict::UNKNOWN,
      absl::StrFormat("the %s was to think %.1f us for each message and does "
                      "not tell how long it did",
                      end, static_cast<double>(asked_ns) / 1e3));
}

bool Spins(const v1::Result& result) {
  return result.conditions().busy_poll() ||
         result.server().conditions().busy_poll();
}

std::optional<v1::Verdict> FillsLink(const v1::Result& result,
                                     const v1::NetworkFloor* floor) {
  const LinkUse link = FullestDirection(result, floor);
  if (link.share < kLinkFull) return std::nullopt;
  if (Spins(result)) return Verdict(v1::Verdict::LINK, link.what);
  std::string reason = link.what;
  for (const Busy& busy :
       {ClientBusy(result), ServerBusy(result).value_or(Busy())}) {
    if (busy.share > std::min(link.share, 1.0)) return std::nullopt;
    if (busy.share >= kBusy) absl::StrAppend(&reason, "; ", busy.what);
  }
  return Verdict(v1::Verdict::LINK, reason);
}

v1::Verdict JudgeWindow(const v1::Result& result, const v1::NetworkFloor* floor,
                        const std::string& why) {
  return Verdict(
      v1::Verdict::WINDOW,
      absl::StrFormat(
          "%s; %d in flight%s%s", why, result.conditions().window(),
          RoundTrip(result.summary()),
          AgainstRoundTrip(result.summary().latency_mean_ns(), floor)));
}

v1::Verdict JudgeCpu(const v1::Result& result, const v1::NetworkFloor* floor) {
  if (Spins(result)) {
    // With one message in flight nothing but its round trip can be waited for.
    if (result.conditions().window() == 1) {
      return JudgeWindow(result, floor, "both ends wait for each message");
    }
    return Verdict(v1::Verdict::UNKNOWN,
                   "threads spin on the transport, so that they are busy shows "
                   "nothing");
  }
  const Busy client = ClientBusy(result);
  const std::optional<Busy> server = ServerBusy(result);
  const double server_share = server.has_value() ? server->share : 0;
  if (client.share >= kBusy && client.share >= server_share) {
    return Verdict(v1::Verdict::CLIENT_THREAD,
                   server_share >= kBusy
                       ? absl::StrCat(client.what, "; ", server->what)
                       : client.what);
  }
  if (server_share >= kBusy) {
    return Verdict(v1::Verdict::SERVER_THREAD,
                   client.share >= kBusy
                       ? absl::StrCat(server->what, "; ", client.what)
                       : server->what);
  }
  if (client.what.empty()) {
    return Verdict(v1::Verdict::UNKNOWN,
                   "nothing is known of how busy the client's threads were");
  }
  if (!server.has_value() || server->what.empty()) {
    return Verdict(
        v1::Verdict::UNKNOWN,
        absl::StrCat(client.what, "; the server told nothing of its CPU time"));
  }
  if (const auto v = ThinksUnseen("client", result.conditions().think_ns(),
                                  result.client_think())) {
    return *v;
  }
  if (const auto v =
          ThinksUnseen("server", result.server().conditions().think_ns(),
                       result.server_think())) {
    return *v;
  }
  return JudgeWindow(result, floor,
                     absl::StrCat(client.what, ", ", server->what));
}

}  // namespace

v1::Verdict JudgeRun(const v1::Result& result, const v1::NetworkFloor* floor) {
  if (result.status().code() != "OK" || result.run_time_ns() <= 0) {
    return Verdict(v1::Verdict::UNKNOWN, "the run failed");
  }
  if (const auto v = FillsLink(result, floor)) return *v;
  if (const auto v = Throttled("client", result.client_cpu())) return *v;
  if (const auto v = Throttled("server", result.server_cpu())) return *v;
  const double client_threads = result.conditions().threads();
  if (const auto v = Thinks("client", result.client_think(),
                            ClientThreadNs(result), client_threads)) {
    return *v;
  }
  if (const auto v =
          Thinks("server", result.server_think(),
                 static_cast<double>(result.server_cpu().elapsed_ns()),
                 std::min<double>(client_threads,
                                  result.server().conditions().threads()))) {
    return *v;
  }
  return JudgeCpu(result, floor);
}

const char* LimitName(v1::Verdict::Limit limit) {
  switch (limit) {
    case v1::Verdict::CLIENT_THREAD:
      return "client thread";
    case v1::Verdict::SERVER_THREAD:
      return "server thread";
    case v1::Verdict::CPU_QUOTA:
      return "CPU quota";
    case v1::Verdict::WINDOW:
      return "window";
    case v1::Verdict::THINK_TIME:
      return "think time";
    case v1::Verdict::LINK:
      return "link";
    default:
      return "?";
  }
}

}  // namespace grpc_perf_msgr
