// Shell scripts that stand in for the programs which a comparison runs.
#ifndef GRPC_PERF_MSGR_TEST_CLIENT_COMPARE_STAND_IN_H_
#define GRPC_PERF_MSGR_TEST_CLIENT_COMPARE_STAND_IN_H_

#include <string>

#include "gtest/gtest.h"
#include "proto/result.pb.h"

namespace grpc_perf_msgr {

// A test with a folder of its own for such scripts and what they leave.
class StandInTest : public testing::Test {
 protected:
  StandInTest();
  ~StandInTest() override;

  const std::string& folder() const { return folder_; }
  std::string Path(const std::string& name) const {
    return folder_ + "/" + name;
  }

  void Write(const std::string& name, const std::string& text) const;
  // What the file holds; "" when there is none.
  std::string Read(const std::string& name) const;

  // The path of a program that does what `commands` of the shell say.
  std::string Script(const std::string& name,
                     const std::string& commands) const;
  // A client that records `result`, whatever it is told, adds its arguments to
  // the file "client.told", and ends with `exit_status`.
  std::string Client(const v1::Result& result, int exit_status = 0) const;
  // A server that says that it listens on `ports` (as a port file has them) and
  // adds its arguments to the file "server.told".
  std::string Server(const std::string& ports) const;

 private:
  std::string folder_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_CLIENT_COMPARE_STAND_IN_H_
