#include "test/integration/real_server.h"

#include <gtest/gtest.h>

#include <csignal>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace grpc_perf_msgr {

std::string ServerProgram() { return TEST_SERVER_PROGRAM; }

std::vector<std::string> ServerArguments(const ServerSetup& setup) {
  std::vector<std::string> arguments = {
      setup.listen, absl::StrCat(setup.threads), absl::StrCat(setup.think_us)};
  arguments.insert(arguments.end(), setup.flags.begin(), setup.flags.end());
  return arguments;
}

RealServer::RealServer(const ServerSetup& setup)
    : process_(ServerProgram(), Arguments(setup)) {
  std::string ports;
  const bool up = WaitUntil([&] {
    ports = ReadWholeFile(folder_.Path("port"));
    return !ports.empty() || process_.Wait(absl::ZeroDuration()).has_value();
  });
  if (!up || ports.empty()) {
    ADD_FAILURE() << "the server did not come up: " << process_.Err();
  }
  ports_ = absl::StrSplit(absl::StripSuffix(ports, "\n"), '\n');
  addresses_ = absl::StrSplit(setup.listen, ',');
  ports_.resize(addresses_.size());
  for (size_t i = 0; i < addresses_.size(); ++i) {
    if (!absl::EndsWith(addresses_[i], ":0")) continue;
    addresses_[i] =
        absl::StrCat(absl::StripSuffix(addresses_[i], "0"), ports_[i]);
  }
}

std::vector<std::string> RealServer::Arguments(const ServerSetup& setup) const {
  std::vector<std::string> arguments = ServerArguments(setup);
  arguments.push_back(absl::StrCat("--port_file=", folder_.Path("port")));
  return arguments;
}

std::string RealServer::Stop() {
  process_.Signal(SIGTERM);
  EXPECT_EQ(process_.ExitStatus(), 0) << process_.Err();
  return process_.Out();
}

}  // namespace grpc_perf_msgr
