// Numbers as text, independent of the locale.
#ifndef GRPC_PERF_MSGR_CLIENT_REPORT_NUMBERS_H_
#define GRPC_PERF_MSGR_CLIENT_REPORT_NUMBERS_H_

#include <cstdint>
#include <string>

namespace grpc_perf_msgr {

// For machines: rounded to `decimals` digits behind the point ("243118.5").
std::string FormatFixed(double value, int decimals);

// For people: the same with thousands set apart ("243,118.5").
std::string FormatForPeople(double value, int decimals);

// A whole number for people ("243,118").
std::string FormatCount(uint64_t count);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_REPORT_NUMBERS_H_
