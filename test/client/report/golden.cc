#include "test/client/report/golden.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "gtest/gtest.h"

namespace grpc_perf_msgr {

std::string Golden(const std::string& name) {
  const std::string path = std::string(TEST_GOLDEN_DIR) + "/" + name;
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.good())
      << "can't read " << path
      << "; GRPC_PERF_MSGR_UPDATE_GOLDEN=1 in the environment makes it";
  return {std::istreambuf_iterator<char>(file),
          std::istreambuf_iterator<char>()};
}

void ExpectGolden(const std::string& name, const std::string& actual) {
  const std::string path = std::string(TEST_GOLDEN_DIR) + "/" + name;
  const char* update = std::getenv("GRPC_PERF_MSGR_UPDATE_GOLDEN");
  if (update != nullptr && std::string(update) == "1") {
    std::ofstream file(path, std::ios::binary);
    file << actual;
    file.close();
    ASSERT_TRUE(file.good()) << "can't write " << path;
    return;
  }
  EXPECT_EQ(actual, Golden(name))
      << "If the change is meant, run this test with "
         "GRPC_PERF_MSGR_UPDATE_GOLDEN=1 and look at the difference in git.";
}

}  // namespace grpc_perf_msgr
