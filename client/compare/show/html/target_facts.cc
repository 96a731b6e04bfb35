#include "client/compare/show/html/target_facts.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/flush_policy.h"
#include "common/transports.h"

namespace grpc_perf_msgr {
namespace {

std::string Or(const std::string& word, absl::string_view otherwise) {
  return word.empty() ? std::string(otherwise) : word;
}

// An API in words; a newer program's as it is.
std::string DescribeApi(const std::string& word) {
  Api api = Api::kStream;
  std::string error;
  if (!AbslParseFlag(word, &api, &error)) return word;
  switch (api) {
    case Api::kStream:
      return "stream";
    case Api::kCallback:
      return "callback stream";
    case Api::kUnary:
      return "unary calls";
    case Api::kStreams:
      return "a stream for each message";
  }
  return word;
}

google::protobuf::Struct Facts(const v1::Target& target) {
  const std::string word = Or(target.transport(), DefaultTransport().word);
  // Nothing is known of another one's.
  static constexpr TransportRow kUnknown = {
      .word = {}, .label = {}, .scheme = {}, .ways = {}};
  const TransportRow* const found = FindTransport(word);
  const TransportRow& row = found == nullptr ? kUnknown : *found;
  const Way usual = row.ways.empty() ? DefaultTransport().ways[0] : row.ways[0];
  const bool ours = row.client_program.empty();
  const std::string codec = Or(target.codec(), AbslUnparseFlag(usual.codec));
  const std::string api =
      row.has_apis() ? Or(target.api(), AbslUnparseFlag(usual.api)) : "";
  const std::string drain = AbslUnparseFlag(FlushPolicy::kDrain);
  const std::string flush = Or(target.flush(), ours ? drain : "");
  const std::string kind =
      !ours ? std::string(row.label)
      : row.has_apis()
          ? absl::StrCat(row.label, " ", DescribeApi(api), ", ", codec)
          : absl::StrCat(word, ", ", codec);
  const bool plain = row.is_framework &&
                     codec == AbslUnparseFlag(usual.codec) &&
                     (api.empty() || api == AbslUnparseFlag(usual.api)) &&
                     flush == drain && !target.busy_poll() && !target.verify();

  google::protobuf::Struct facts;
  auto& fields = *facts.mutable_fields();
  fields["transport"].set_string_value(word);
  fields["codec"].set_string_value(codec);
  fields["api"].set_string_value(api);
  fields["flush"].set_string_value(flush);
  fields["kind"].set_string_value(kind);
  fields["client_program"].set_string_value(std::string(row.client_program));
  fields["framework"].set_bool_value(row.is_framework);
  fields["plain"].set_bool_value(plain);
  return facts;
}

}  // namespace

google::protobuf::ListValue TargetFacts(const v1::Scenario& scenario) {
  google::protobuf::ListValue list;
  for (const v1::Target& target : scenario.targets()) {
    *list.add_values()->mutable_struct_value() = Facts(target);
  }
  return list;
}

}  // namespace grpc_perf_msgr
