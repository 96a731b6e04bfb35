#include "test/common/msgr2/capture.h"

#include <gtest/gtest.h>

#include <charconv>
#include <fstream>

namespace grpc_perf_msgr::msgr2 {
namespace {

// By hand: absl's function changed between the versions of Debian 12 and 13.
std::string BytesOfHex(const std::string& hex) {
  std::string bytes;
  for (size_t i = 0; i + 2 <= hex.size(); i += 2) {
    unsigned char byte = 0;
    const char* const end = hex.data() + i + 2;
    EXPECT_EQ(std::from_chars(hex.data() + i, end, byte, 16).ptr, end) << hex;
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

}  // namespace

std::vector<CapturedUnit> LoadCapture(const std::string& name) {
  const std::string path = std::string(TEST_CAPTURE_DIR) + "/" + name + ".hex";
  std::ifstream file(path);
  EXPECT_TRUE(file.good()) << "can't read " << path;
  std::vector<CapturedUnit> units;
  std::string comment;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line[0] == '#') {
      comment = line.substr(2);
    } else {
      units.push_back({comment, BytesOfHex(line)});
      EXPECT_EQ(units.back().bytes.size() * 2, line.size()) << path;
    }
  }
  EXPECT_FALSE(units.empty()) << path;
  return units;
}

std::string Stream(const std::vector<CapturedUnit>& units) {
  std::string stream;
  for (const CapturedUnit& unit : units) stream += unit.bytes;
  return stream;
}

std::string BytesOf(const std::vector<CapturedUnit>& units,
                    const std::string& name) {
  for (const CapturedUnit& unit : units) {
    if (unit.name == name) return unit.bytes;
  }
  ADD_FAILURE() << "no " << name << " was captured";
  return "";
}

}  // namespace grpc_perf_msgr::msgr2
