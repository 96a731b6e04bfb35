// A comparison as it could have been made, for tests of what is derived from
// it.
#ifndef GRPC_PERF_MSGR_TEST_CLIENT_COMPARE_MADE_UP_COMPARISON_H_
#define GRPC_PERF_MSGR_TEST_CLIENT_COMPARE_MADE_UP_COMPARISON_H_

#include <cstdint>
#include <string>

#include "proto/comparison.pb.h"

namespace grpc_perf_msgr {

// Targets "tcp" (the baseline), "grpc" and "dead", windows 1 and 32, 5 repeats;
// not pinned. Complete.
v1::Scenario MadeUpScenario();

// A run that answered `messages_per_second`; everything else follows from it.
v1::Run MadeUpRun(uint32_t repeat, const std::string& target, uint32_t window,
                  double messages_per_second);
// One that did not.
v1::Run MadeUpFailedRun(uint32_t repeat, const std::string& target,
                        uint32_t window, const std::string& message);

// All runs of that scenario: grpc at 0.4 of tcp with window 1 (a little more or
// less each time), alike with window 32, where its second repeat failed; dead
// fails always. Not summarized.
v1::Comparison MadeUpComparison();

// A good floor of the network to `host`, its times `factor` times 95 us.
v1::NetworkFloor MadeUpFloor(const std::string& host, double factor);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_CLIENT_COMPARE_MADE_UP_COMPARISON_H_
