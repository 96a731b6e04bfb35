// What a target is asked for at a point: by the table of options (its sources),
// from the fields of a scenario.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_PLAN_ASKED_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_PLAN_ASKED_H_

#include <string>
#include <vector>

#include "common/options/option.h"
#include "proto/comparison.pb.h"
#include "proto/result.pb.h"
#include "proto/scenario.pb.h"

namespace grpc_perf_msgr {

// A target at a point of a complete scenario; none of them is owned.
struct Asked {
  const v1::Scenario& scenario;
  const v1::Target& target;
  const v1::Point& point;
};

// The option's value, as on a command line; "" where the scenario says nothing
// of it.
std::string AskedText(const Asked& asked, const Option& option);

// The flags that say to the program `end` (kClient or kServer) what is not its
// default, in the table's order.
std::vector<std::string> AskedFlags(const Asked& asked, OptionEnd end);

// What a client that is asked so for messages to `server` records.
v1::Conditions AskedConditions(const Asked& asked, const std::string& server);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_PLAN_ASKED_H_
