// libFuzzer target: what clients of a group hand in, merged. An input is their
// results as JSON, one a line; an empty line is a client that handed in
// nothing.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "client/merge/merge.h"
#include "client/report/proto_json.h"
#include "test/fuzz/require.h"

namespace grpc_perf_msgr {
namespace {

constexpr size_t kMostClients = 8;

bool ReadInputs(absl::string_view text, std::vector<MergeInput>& inputs) {
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    MergeInput& input = inputs.emplace_back();
    input.name = absl::StrCat("client ", inputs.size());
    if (line.empty()) {
      input.missing = "gone";
      continue;
    }
    v1::Result result;
    if (!JsonToProto(std::string(line), UnknownFields::kIgnore, result).ok()) {
      return false;
    }
    input.result = std::move(result);
  }
  return inputs.size() <= kMostClients;
}

void CheckMerged(const v1::Result& merged,
                 const std::vector<MergeInput>& inputs) {
  uint64_t sent = 0;
  uint64_t answered = 0;
  bool all_ok = true;
  for (const MergeInput& input : inputs) {
    all_ok = all_ok && input.result.has_value() &&
             input.result->status().code() == "OK";
    if (!input.result.has_value()) continue;
    Require(CheckMergeable(*input.result).ok());
    sent += input.result->counts().sent();
    answered += input.result->counts().answered();
  }
  Require(merged.counts().sent() == sent);
  Require(merged.counts().answered() == answered);
  // Never OK with a client that failed or is missing.
  Require((merged.status().code() == "OK") == all_ok);
  Require(merged.run_time_ns() >= 0);
  // What is merged is not merged again.
  Require(!CheckMergeable(merged).ok());
}

}  // namespace
}  // namespace grpc_perf_msgr

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using grpc_perf_msgr::MergeInput;
  std::vector<MergeInput> inputs;
  if (!grpc_perf_msgr::ReadInputs(grpc_perf_msgr::ToText(data, size), inputs))
    return 0;
  const auto merged = grpc_perf_msgr::MergeResults("group", inputs);
  if (!merged.ok()) {
    grpc_perf_msgr::Require(!merged.status().message().empty());
    return 0;
  }
  grpc_perf_msgr::CheckMerged(*merged, inputs);
  return 0;
}
