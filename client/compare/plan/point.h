// Points: combinations of the parameters that a scenario sweeps.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_PLAN_POINT_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_PLAN_POINT_H_

#include <string>
#include <vector>

#include "proto/comparison.pb.h"
#include "proto/scenario.pb.h"

namespace grpc_perf_msgr {

// Every combination of the swept parameters of a completed scenario; the last
// listed varies fastest.
std::vector<v1::Point> Points(const v1::Scenario& scenario);

// For people: "1x32x4096" (threads, window, bytes), then what is not 0 of
// "reply 64", "client think 5 us", "server think 50 us".
std::string PointName(const v1::Point& point);

bool SamePoint(const v1::Point& a, const v1::Point& b);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_PLAN_POINT_H_
