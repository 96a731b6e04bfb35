#include "test/client/compare/stand_in.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "client/report/json.h"

namespace grpc_perf_msgr {
namespace {

namespace fs = std::filesystem;

}  // namespace

StandInTest::StandInTest() : folder_(testing::TempDir() + "stand_in_XXXXXX") {
  EXPECT_NE(mkdtemp(folder_.data()), nullptr) << folder_;
}

StandInTest::~StandInTest() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

void StandInTest::Write(const std::string& name,
                        const std::string& text) const {
  std::ofstream file(Path(name), std::ios::binary);
  file << text;
  file.close();
  EXPECT_TRUE(file.good()) << Path(name);
}

std::string StandInTest::Read(const std::string& name) const {
  std::ifstream file(Path(name), std::ios::binary);
  return {std::istreambuf_iterator<char>(file),
          std::istreambuf_iterator<char>()};
}

std::string StandInTest::Script(const std::string& name,
                                const std::string& commands) const {
  Write(name, absl::StrCat("#!/bin/sh\n", commands, "\n"));
  fs::permissions(Path(name), fs::perms::owner_all);
  return Path(name);
}

std::string StandInTest::Client(const v1::Result& result,
                                int exit_status) const {
  Write("result.json", FormatJson(result).value_or(""));
  return Script("client",
                absl::StrCat("echo \"$@\" >> ", Path("client.told"),
                             "\nfor word; do case $word in ",
                             "--result_json=*) cp ", Path("result.json"),
                             " ${word#*=} ;; esac; done\nexit ", exit_status));
}

std::string StandInTest::Server(const std::string& ports) const {
  // A port file is there whole or not at all.
  return Script(
      "server",
      absl::StrCat("echo \"$@\" >> ", Path("server.told"),
                   "\nfor word; do case $word in --port_file=*) ",
                   "file=${word#*=} ;; esac; done\necho '", ports,
                   "' > $file.new\nmv $file.new $file\n", "exec sleep 1000"));
}

}  // namespace grpc_perf_msgr
