#include "client/compare/plan/plan.h"

#include <cstddef>
#include <numeric>
#include <utility>

#include "client/compare/plan/point.h"

namespace grpc_perf_msgr {
namespace {

// 0..size-1 shuffled after Fisher and Yates, from the last to the first.
std::vector<int> Shuffled(int size, SplitMix64& random) {
  std::vector<int> order(static_cast<size_t>(size));
  std::iota(order.begin(), order.end(), 0);
  for (size_t left = order.size(); left > 1; --left) {
    std::swap(order[left - 1], order[random.Below(left)]);
  }
  return order;
}

}  // namespace

uint64_t SplitMix64::Next() {
  state_ += 0x9e3779b97f4a7c15;
  uint64_t mixed = state_;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
  return mixed ^ (mixed >> 31);
}

std::vector<PlannedRun> MakePlan(const v1::Scenario& scenario) {
  const std::vector<v1::Point> points = Points(scenario);
  SplitMix64 random(scenario.seed());
  std::vector<PlannedRun> plan;
  for (uint32_t repeat = 0; repeat < scenario.repeats(); ++repeat) {
    for (const int point : Shuffled(static_cast<int>(points.size()), random)) {
      for (const int target : Shuffled(scenario.targets_size(), random)) {
        plan.push_back({repeat, target, points[static_cast<size_t>(point)]});
      }
    }
  }
  return plan;
}

}  // namespace grpc_perf_msgr
