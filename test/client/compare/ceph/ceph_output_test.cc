#include "client/compare/ceph/ceph_output.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace grpc_perf_msgr {
namespace {

using testing::HasSubstr;

// Output and errors in one file, byte for byte, of Debian 13's
// ceph-test 18.2.7:
//   ceph_perf_msgr_server v2:127.0.0.1:23117 1 0 &
//   ceph_perf_msgr_client v2:127.0.0.1:23117 2 31 2000 0 4096 >captured 2>&1
constexpr char kCaptured[] =
    R"( using ms-public-type async+posix
       server ip:port v2:127.0.0.1:23117
       numjobs 2
       concurrency 31
       ios 2000
       thinktime(us) 0
       message data bytes 4096
2026-11-22T21:07:24.298+0000 7f3fc1fb2040 -1 auth: unable to find a keyring on /etc/ceph/ceph.client.admin.keyring,/etc/ceph/ceph.keyring,/etc/ceph/keyring,/etc/ceph/keyring.bin: (2) No such file or directory
2026-11-22T21:07:24.298+0000 7f3fc1fb2040 -1 AuthRegistry(0x7fff654487c8) no keyring found at /etc/ceph/ceph.client.admin.keyring,/etc/ceph/ceph.keyring,/etc/ceph/keyring,/etc/ceph/keyring.bin, disabling cephx
2026-11-22T21:07:24.298+0000 7f3fc1fb2040 -1 auth: unable to find a keyring on /etc/ceph/ceph.client.admin.keyring,/etc/ceph/ceph.keyring,/etc/ceph/keyring,/etc/ceph/keyring.bin: (2) No such file or directory
2026-11-22T21:07:24.298+0000 7f3fc1fb2040 -1 AuthRegistry(0x5654b5b160d0) no keyring found at /etc/ceph/ceph.client.admin.keyring,/etc/ceph/ceph.keyring,/etc/ceph/keyring,/etc/ceph/keyring.bin, disabling cephx
2026-11-22T21:07:24.310+0000 7f3fc1fb2040 -1 auth: unable to find a keyring on /etc/ceph/ceph.client.admin.keyring,/etc/ceph/ceph.keyring,/etc/ceph/keyring,/etc/ceph/keyring.bin: (2) No such file or directory
2026-11-22T21:07:24.310+0000 7f3fc1fb2040 -1 AuthRegistry(0x5654b5b169d0) no keyring found at /etc/ceph/ceph.client.admin.keyring,/etc/ceph/ceph.keyring,/etc/ceph/keyring,/etc/ceph/keyring.bin, disabling cephx
 Total op 4000 run time 679016us.
)";

// The same, --version.
constexpr char kVersion[] =
    "ceph version 18.2.7 (6b0e988052ec84cf2d4a54ff9bbbc5e720b621ad) reef "
    "(stable)\n";

std::string ErrorOf(const std::string& output, uint64_t ios) {
  const auto run_time_ns = ParseCephRunTimeNs(output, 2, ios);
  EXPECT_FALSE(run_time_ns.ok()) << output;
  return std::string(run_time_ns.status().message());
}

TEST(CephOutputTest, ReadsWhatTheRealClientPrinted) {
  const auto run_time_ns = ParseCephRunTimeNs(kCaptured, 2, 2000);
  ASSERT_TRUE(run_time_ns.ok()) << run_time_ns.status();
  EXPECT_EQ(*run_time_ns, 679'016'000);
}

TEST(CephOutputTest, TotalOpMustBeTheMessagesOfAllThreadsOrOfOne) {
  EXPECT_TRUE(ParseCephRunTimeNs(kCaptured, 1, 4000).ok());
  EXPECT_TRUE(ParseCephRunTimeNs(kCaptured, 2, 4000).ok());
  EXPECT_EQ(ErrorOf(kCaptured, 1999),
            "it printed Total op 4000 where 2 threads were to send 1999 each");
}

TEST(CephOutputTest, OutputThatWasCutHasNoTotal) {
  const std::string whole = kCaptured;
  for (size_t length = 0; length < whole.size() - 1; ++length) {
    EXPECT_THAT(ErrorOf(whole.substr(0, length), 2000), HasSubstr("Total op"))
        << length;
  }
}

TEST(CephOutputTest, RefusesWhatIsNoTotal) {
  for (const char* line :
       {"", "Total op", "Total op 10", "Total op 10 run time us.",
        "Total op x run time 5us.", "Total op -10 run time 5us.",
        "Total op 10 run time -5us.", "Total op 10 run time 5ms.",
        "Total op 10 run time 5us. more", "total op 10 run time 5us.",
        "Total op 10 run time 99999999999999999999us."}) {
    EXPECT_EQ(ErrorOf(absl::StrCat("x\n ", line, "\ny\n"), 10),
              "it printed no line \" Total op N run time Tus.\"");
  }
  EXPECT_EQ(ErrorOf("Total op 10 run time 0us.", 10),
            "it printed a run time of 0us");
  EXPECT_EQ(ErrorOf("Total op 10 run time 18446744073709551615us.", 10),
            "it printed a run time of 18446744073709551615us");
}

TEST(CephOutputTest, TheLastTotalCounts) {
  const auto run_time_ns = ParseCephRunTimeNs(
      " Total op 10 run time 5us.\r\n Total op 10 run time 7us.\nbye\n", 1, 10);
  ASSERT_TRUE(run_time_ns.ok()) << run_time_ns.status();
  EXPECT_EQ(*run_time_ns, 7000);
}

TEST(CephOutputTest, ReadsTheVersion) {
  EXPECT_EQ(ParseCephVersion(kVersion), "18.2.7");
  EXPECT_EQ(ParseCephVersion(absl::StrCat("a warning\n", kVersion)), "18.2.7");
  EXPECT_EQ(ParseCephVersion("ceph version 19.2.0"), "19.2.0");
  EXPECT_EQ(ParseCephVersion(""), "");
  EXPECT_EQ(ParseCephVersion("not found\n"), "");
}

}  // namespace
}  // namespace grpc_perf_msgr
