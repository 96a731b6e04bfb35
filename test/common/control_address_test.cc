#include "common/control_address.h"

#include <gtest/gtest.h>

#include <string>

namespace grpc_perf_msgr {
namespace {

std::string Beside(const std::string& data) {
  const std::optional<Endpoint> control = ControlBeside(*ParseEndpoint(data));
  return control.has_value() ? control->ToString() : "none";
}

TEST(ControlBeside, HasTheSameHostAndAPortAThousandAbove) {
  EXPECT_EQ(Beside("tcp://127.0.0.1:10002"), "127.0.0.1:11002");
  EXPECT_EQ(Beside("msgr2://[::1]:6800"), "[::1]:7800");
  EXPECT_EQ(Beside("host:64535"), "host:65535");
}

TEST(ControlBeside, OfAUnixSocketIsASocketWithASuffix) {
  EXPECT_EQ(Beside("tcp://unix:/tmp/s"), "unix:/tmp/s.control");
  EXPECT_EQ(Beside("unix:relative"), "unix:relative.control");
}

TEST(ControlBeside, IsNotThereWhereThereIsNoSuchPortOrPath) {
  EXPECT_EQ(Beside("host:64536"), "none");
  EXPECT_EQ(Beside("host:0"), "none");
  EXPECT_EQ(Beside("unix:/" + std::string(98, 'x')),
            "unix:/" + std::string(98, 'x') + ".control");
  EXPECT_EQ(Beside("unix:/" + std::string(99, 'x')), "none");
}

}  // namespace
}  // namespace grpc_perf_msgr
