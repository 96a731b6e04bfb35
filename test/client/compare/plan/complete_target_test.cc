#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "client/compare/plan/target.h"
#include "common/transports.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

v1::Target Target(absl::string_view transport) {
  v1::Target target;
  target.set_name("a");
  target.set_transport(std::string(transport));
  return target;
}

std::string ErrorOf(v1::Target target) {
  const absl::Status status = CompleteTarget("targets[0]", target);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  return std::string(status.message());
}

TEST(CompleteTarget, FillsInWhatTheTransportHasByDefault) {
  for (const TransportRow& row : kTransports) {
    SCOPED_TRACE(row.word);
    v1::Target target = Target(row.word);
    const absl::Status status = CompleteTarget("targets[0]", target);
    ASSERT_TRUE(status.ok()) << status;
    EXPECT_EQ(target.codec(), AbslUnparseFlag(row.ways[0].codec));
    EXPECT_EQ(target.api(),
              row.has_apis() ? AbslUnparseFlag(row.ways[0].api) : "");
    EXPECT_EQ(target.flush(), row.client_program.empty() ? "drain" : "");
    EXPECT_EQ(target.server_program(),
              row.server_programs.empty() ? "" : row.server_programs[0]);
  }
  v1::Target target = Target("");
  ASSERT_TRUE(CompleteTarget("targets[0]", target).ok());
  EXPECT_EQ(target.transport(), DefaultTransport().word);
}

TEST(CompleteTarget, TakesEachWayOfATransport) {
  for (const TransportRow& row : kTransports) {
    for (const Way& way : row.ways) {
      v1::Target target = Target(row.word);
      target.set_codec(AbslUnparseFlag(way.codec));
      if (row.has_apis()) target.set_api(AbslUnparseFlag(way.api));
      const absl::Status status = CompleteTarget("targets[0]", target);
      EXPECT_TRUE(status.ok()) << row.word << ": " << status;
    }
  }
}

TEST(CompleteTarget, RefusesWhatTheTransportDoesNotHaveNamingTheWord) {
  for (const TransportRow& row : kTransports) {
    SCOPED_TRACE(row.word);
    const std::string where =
        absl::StrCat("must be left out where transport is ", row.word);
    if (!row.has_apis()) {
      v1::Target target = Target(row.word);
      target.set_api("stream");
      EXPECT_THAT(ErrorOf(target), HasSubstr("targets[0].api " + where));
    }
    if (!row.takes_grpc_args) {
      v1::Target target = Target(row.word);
      target.add_grpc_args("a=1");
      EXPECT_THAT(ErrorOf(target), HasSubstr("targets[0].grpc_args " + where));
    }
    if (!row.why_no_verify.empty()) {
      v1::Target target = Target(row.word);
      target.set_verify(true);
      EXPECT_THAT(ErrorOf(target), HasSubstr("targets[0].verify " + where));
    }
    if (row.server_programs.empty()) {
      v1::Target target = Target(row.word);
      target.set_server_program(kOwnServer);
      EXPECT_THAT(ErrorOf(target),
                  HasSubstr("targets[0].server_program " + where));
    }
  }
}

TEST(CompleteTarget, RefusesAWordThatIsNoTransportListingAll) {
  EXPECT_EQ(ErrorOf(Target("udp")),
            "targets[0].transport must be grpc or tcp or msgr2 or "
            "ceph_perf_msgr or inproc or inproc_msgr2, got \"udp\"");
}

}  // namespace
}  // namespace grpc_perf_msgr
