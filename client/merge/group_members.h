// Who was in a group and how each did: Result's `group`.
#ifndef GRPC_PERF_MSGR_CLIENT_MERGE_GROUP_MEMBERS_H_
#define GRPC_PERF_MSGR_CLIENT_MERGE_GROUP_MEMBERS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "client/merge/merge.h"
#include "proto/result.pb.h"

namespace grpc_perf_msgr {

// When clients measured, in ns on a clock that they share.
struct Span {
  int64_t first_ns = 0;
  int64_t last_ns = 0;
};

// Of each input, in order; absent for those that measured nothing. Their
// results are CheckMergeable.
std::vector<std::optional<Span>> Spans(const std::vector<MergeInput>& inputs);

// `group` of a merged result.
v1::Group MakeGroup(const std::string& name,
                    const std::vector<MergeInput>& inputs,
                    const std::vector<std::optional<Span>>& spans);

// The status of a merged result: that of the first member whose status is not
// OK, with a message that names all of these; OK when there is none.
v1::RunStatus GroupStatus(const v1::Group& group);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_MERGE_GROUP_MEMBERS_H_
