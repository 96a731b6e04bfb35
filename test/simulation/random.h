// Numbers that follow from a seed, on every machine alike.
#ifndef GRPC_PERF_MSGR_TEST_SIMULATION_RANDOM_H_
#define GRPC_PERF_MSGR_TEST_SIMULATION_RANDOM_H_

#include <cstdint>

namespace grpc_perf_msgr {

// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number
// generators", 2014).
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t Next() {
    state_ += 0x9e3779b97f4a7c15;
    uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    return mixed ^ (mixed >> 31);
  }
  // 0 .. below - 1.
  uint64_t Below(uint64_t below) { return Next() % below; }
  // low .. high.
  uint64_t Between(uint64_t low, uint64_t high) {
    return low + Below(high - low + 1);
  }
  bool OneIn(uint64_t n) { return Below(n) == 0; }
  // 1 .. most, small ones as often as large ones.
  uint64_t Skewed(uint64_t most) {
    uint64_t bits = 0;
    while ((most >> bits) > 1) ++bits;
    const uint64_t limit = uint64_t{1} << Between(0, bits);
    return Between(1, limit < most ? limit : most);
  }

 private:
  uint64_t state_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_SIMULATION_RANDOM_H_
