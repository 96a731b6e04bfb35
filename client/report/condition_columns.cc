#include "client/report/condition_columns.h"

#include <string>

#include "client/report/column_values.h"

namespace grpc_perf_msgr {
namespace {

using v1::Conditions;
using v1::Result;
using v1::ServerConditions;

ColumnValue Switch(bool on) { return Text(on ? "true" : "false"); }

// For what is known only when the server tells of itself.
ColumnValue OfServer(const Result& result, const ColumnValue& value) {
  if (!result.has_server()) return {};
  return value;
}

template <const std::string& (Conditions::*get)() const>
ColumnValue ConditionText(const Result& result) {
  return Text((result.conditions().*get)());
}

template <const std::string& (ServerConditions::*get)() const>
ColumnValue ServerText(const Result& result) {
  return Text((result.server().conditions().*get)());
}

std::vector<Column> ClientColumns() {
  constexpr auto kGroup = ColumnGroup::kConditions;
  return {
      {kGroup, "server", "server", "", 0, ConditionText<&Conditions::server>},
      {kGroup, "transport", "transport", "", 0,
       ConditionText<&Conditions::transport>},
      {kGroup, "codec", "codec", "", 0, ConditionText<&Conditions::codec>},
      {kGroup, "threads", "threads", "", 0,
       [](const Result& r) { return Whole(r.conditions().threads()); }},
      {kGroup, "window", "window", "", 0,
       [](const Result& r) { return Whole(r.conditions().window()); }},
      {kGroup, "ios", "ios", "", 0,
       [](const Result& r) { return UnlessZero(Whole(r.conditions().ios())); }},
      {kGroup, "duration_s", "duration", "s", 3,
       [](const Result& r) {
         return UnlessZero(Scaled(r.conditions().duration_ns(), kNsPerSecond));
       }},
      {kGroup, "warmup_messages", "warm-up messages", "", 0,
       [](const Result& r) {
         return OfOurClient(r, Whole(r.conditions().warmup_messages()));
       }},
      {kGroup, "warmup_s", "warm-up", "s", 3,
       [](const Result& r) {
         return OfOurClient(r,
                            Scaled(r.conditions().warmup_ns(), kNsPerSecond));
       }},
      {kGroup, "bytes", "bytes", "", 0,
       [](const Result& r) { return Whole(r.conditions().bytes()); }},
      {kGroup, "reply_bytes", "reply bytes", "", 0,
       [](const Result& r) { return Whole(r.conditions().reply_bytes()); }},
      {kGroup, "client_think_asked_us", "client think asked", "us", 3,
       [](const Result& r) {
         return Scaled(r.conditions().think_ns(), kNsPerUs);
       }},
      {kGroup, "think_mode", "think mode", "", 0,
       ConditionText<&Conditions::think_mode>},
      {kGroup, "flush", "flush", "", 0, ConditionText<&Conditions::flush>},
      {kGroup, "verify", "verify", "", 0,
       [](const Result& r) {
         return OfOurClient(r, Switch(r.conditions().verify()));
       }},
      {kGroup, "cpus", "cpus", "", 0,
       [](const Result& r) { return Joined(r.conditions().cpus()); }},
      {kGroup, "grpc_args", "gRPC arguments", "", 0,
       [](const Result& r) { return Joined(r.conditions().grpc_args()); }},
  };
}

std::vector<Column> ServerColumns() {
  constexpr auto kGroup = ColumnGroup::kConditions;
  return {
      {kGroup, "server_threads", "server threads", "", 0,
       [](const Result& r) {
         return OfServer(r, Whole(r.server().conditions().threads()));
       }},
      {kGroup, "server_think_asked_us", "server think asked", "us", 3,
       [](const Result& r) {
         return OfServer(r,
                         Scaled(r.server().conditions().think_ns(), kNsPerUs));
       }},
      {kGroup, "server_think_mode", "server think mode", "", 0,
       ServerText<&ServerConditions::think_mode>},
      {kGroup, "server_flush", "server flush", "", 0,
       ServerText<&ServerConditions::flush>},
      {kGroup, "server_cpus", "server cpus", "", 0,
       [](const Result& r) { return Joined(r.server().conditions().cpus()); }},
      {kGroup, "server_grpc_args", "server gRPC arguments", "", 0,
       [](const Result& r) {
         return Joined(r.server().conditions().grpc_args());
       }},
  };
}

}  // namespace

std::vector<Column> ConditionColumns() {
  std::vector<Column> columns = ClientColumns();
  const std::vector<Column> server = ServerColumns();
  columns.insert(columns.end(), server.begin(), server.end());
  return columns;
}

std::vector<Column> LaterConditionColumns() {
  constexpr auto kGroup = ColumnGroup::kConditions;
  return {
      {kGroup, "api", "API", "", 0, ConditionText<&Conditions::api>},
      {kGroup, "busy_poll", "busy poll", "", 0,
       [](const Result& r) {
         return OfOurClient(r, Switch(r.conditions().busy_poll()));
       }},
      {kGroup, "connect_timeout_s", "connect timeout", "s", 3,
       [](const Result& r) {
         return UnlessZero(
             Scaled(r.conditions().connect_timeout_ns(), kNsPerSecond));
       }},
      {kGroup, "stall_timeout_s", "stall timeout", "s", 3,
       [](const Result& r) {
         return UnlessZero(
             Scaled(r.conditions().stall_timeout_ns(), kNsPerSecond));
       }},
      {kGroup, "server_listen", "server addresses", "", 0,
       ServerText<&ServerConditions::listen>},
      {kGroup, "server_api", "server API", "", 0,
       ServerText<&ServerConditions::api>},
      {kGroup, "server_busy_poll", "server busy poll", "", 0,
       [](const Result& r) {
         return OfServer(r, Switch(r.server().conditions().busy_poll()));
       }},
      {kGroup, "server_max_message_bytes", "server message limit", "", 0,
       [](const Result& r) {
         return OfServer(r, Whole(r.server().conditions().max_message_bytes()));
       }},
      {kGroup, "server_max_streams", "server stream limit", "", 0,
       [](const Result& r) {
         return OfServer(r, Whole(r.server().conditions().max_streams()));
       }},
  };
}

}  // namespace grpc_perf_msgr
