#include "server/address_check.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "test/integration/process.h"
#include "test/integration/reserved_port.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

absl::Status Check(const std::string& address) {
  const absl::StatusOr<Endpoint> listen = ParseEndpoint(address);
  EXPECT_TRUE(listen.ok()) << listen.status();
  return CheckListenAddress(*listen);
}

void ExpectRefused(const std::string& address, absl::StatusCode code,
                   const std::string& says) {
  const absl::Status status = Check(address);
  EXPECT_EQ(status.code(), code) << status;
  const std::string message(status.message());
  // Every message begins with the address and goes on with the reason.
  EXPECT_THAT(message, HasSubstr(absl::StrCat("cannot listen on ", address)));
  EXPECT_THAT(message, HasSubstr(says));
}

// A unix socket at `path`, closed with this; the file stays as a dead server
// leaves it.
class UnixSocket {
 public:
  explicit UnixSocket(const std::string& path)
      : fd_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
    EXPECT_EQ(bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address)),
              0);
    EXPECT_EQ(listen(fd_, 1), 0);
  }
  ~UnixSocket() { close(fd_); }
  UnixSocket(const UnixSocket&) = delete;
  UnixSocket& operator=(const UnixSocket&) = delete;

 private:
  const int fd_;
};

TEST(AddressCheck, TakesFreeAddressesOfThisHost) {
  EXPECT_TRUE(Check("127.0.0.1:0").ok());
  EXPECT_TRUE(Check("0.0.0.0:0").ok());
  EXPECT_TRUE(Check("[::1]:0").ok());
  EXPECT_TRUE(Check("[::]:0").ok());
  EXPECT_TRUE(Check("localhost:0").ok());
}

TEST(AddressCheck, GivesThePortBack) {
  std::string address;
  {
    const ReservedPort port;
    address = port.address();
  }
  EXPECT_TRUE(Check(address).ok());
  EXPECT_TRUE(Check(address).ok());
}

TEST(AddressCheck, RefusesAPortInUse) {
  ReservedPort port;
  port.Listen();
  ExpectRefused(port.address(), absl::StatusCode::kAlreadyExists,
                "the address is in use; stop the other server or choose "
                "another port");
}

TEST(AddressCheck, RefusesAnAddressOfAnotherHost) {
  ExpectRefused(
      "192.0.2.1:1", absl::StatusCode::kInvalidArgument,
      "this host has no such address; 0.0.0.0 or [::] listens on all");
}

TEST(AddressCheck, RefusesAnUnknownHost) {
  ExpectRefused("no-such-host.invalid:1", absl::StatusCode::kNotFound,
                "host \"no-such-host.invalid\" is unknown: ");
}

TEST(AddressCheck, TakesAUnixPathWhereNothingIs) {
  const ScratchFolder folder;
  const std::string path = folder.Path("socket");
  EXPECT_TRUE(Check("unix:" + path).ok());
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(AddressCheck, RemovesAStaleUnixSocket) {
  const ScratchFolder folder;
  const std::string path = folder.Path("socket");
  { const UnixSocket dead(path); }
  ASSERT_TRUE(std::filesystem::exists(path));
  EXPECT_TRUE(Check("unix:" + path).ok());
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(AddressCheck, RefusesAUnixSocketThatAServerListensOnAndLeavesIt) {
  const ScratchFolder folder;
  const std::string path = folder.Path("socket");
  const UnixSocket live(path);
  ExpectRefused("unix:" + path, absl::StatusCode::kAlreadyExists,
                "the address is in use");
  EXPECT_TRUE(std::filesystem::exists(path));
}

TEST(AddressCheck, DoesNotAdviseAnotherPortForAUnixSocket) {
  const ScratchFolder folder;
  const std::string path = folder.Path("socket");
  const UnixSocket live(path);
  EXPECT_THAT(std::string(Check("unix:" + path).message()),
              ::testing::Not(HasSubstr("port")));
}

TEST(AddressCheck, RefusesAFileThatIsNoSocketAndLeavesIt) {
  const ScratchFolder folder;
  const std::string path = folder.Path("precious");
  std::ofstream(path) << "data";
  ExpectRefused(
      "unix:" + path, absl::StatusCode::kAlreadyExists,
      "the path exists and is no socket; remove it or choose another");
  EXPECT_EQ(ReadWholeFile(path), "data");
  const std::string link = folder.Path("link");
  std::filesystem::create_symlink(path, link);
  ExpectRefused("unix:" + link, absl::StatusCode::kAlreadyExists, "no socket");
  EXPECT_TRUE(std::filesystem::exists(link));
}

TEST(AddressCheck, RefusesAUnixPathInAFolderThatIsNotThere) {
  const ScratchFolder folder;
  ExpectRefused("unix:" + folder.Path("no_such_folder/socket"),
                absl::StatusCode::kNotFound, "");
}

}  // namespace
}  // namespace grpc_perf_msgr
