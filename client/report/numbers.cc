#include "client/report/numbers.h"

#include <charconv>
#include <cmath>
#include <cstddef>

namespace grpc_perf_msgr {

std::string FormatFixed(double value, int decimals) {
  // The greatest double has 309 digits before the point.
  char text[400];
  const auto end = std::to_chars(text, text + sizeof text, value,
                                 std::chars_format::fixed, decimals);
  return std::string(text, end.ptr);
}

std::string FormatForPeople(double value, int decimals) {
  std::string text = FormatFixed(value, decimals);
  if (!std::isfinite(value)) return text;
  size_t end = text.find('.');
  if (end == std::string::npos) end = text.size();
  const size_t begin = text[0] == '-' ? 1 : 0;
  for (size_t at = end; at > begin + 3;) {
    at -= 3;
    text.insert(at, 1, ',');
  }
  return text;
}

std::string FormatCount(uint64_t count) {
  return FormatForPeople(static_cast<double>(count), 0);
}

}  // namespace grpc_perf_msgr
