// What the page must know of a target's transport, so that it compares no
// words.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_SHOW_HTML_TARGET_FACTS_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_SHOW_HTML_TARGET_FACTS_H_

#include <google/protobuf/struct.pb.h>

#include "proto/scenario.pb.h"

namespace grpc_perf_msgr {

// For each target in the scenario's order, what its row and its other words
// come to, with defaults filled in:
// - transport, codec, api ("" where there is no choice), flush ("" where Ceph's
//   own client leaves none),
// - kind: how messages travel, in words,
// - client_program: whose client it is, "" for ours,
// - framework: whether it is one, whose cost is asked for,
// - plain: whether it is a framework as it comes, with its defaults.
// A word that is not in the table (a newer program's) is shown as it is.
google::protobuf::ListValue TargetFacts(const v1::Scenario& scenario);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_SHOW_HTML_TARGET_FACTS_H_
