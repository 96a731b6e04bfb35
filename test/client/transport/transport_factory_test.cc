#include "client/transport/transport_factory.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "common/transports.h"

namespace grpc_perf_msgr {
namespace {

TEST(TransportFactory, MakesATransportForEachWay) {
  for (const TransportRow& row : kTransports) {
    if (!row.is_scheme()) continue;
    for (const Way& way : row.ways) {
      SCOPED_TRACE(absl::StrCat(row.word, " ", AbslUnparseFlag(way.codec), " ",
                                AbslUnparseFlag(way.api)));
      Workload workload;
      const auto server = ParseEndpoint(absl::StrCat(row.word, "://h:1"));
      ASSERT_TRUE(server.ok()) << server.status();
      workload.server = *server;
      workload.codec = way.codec;
      workload.api = way.api;
      const auto transport = MakeTransport(workload, "payload");
      ASSERT_TRUE(transport.ok()) << transport.status();
      EXPECT_NE(*transport, nullptr);
    }
  }
}

TEST(TransportFactory, RefusesAWordThatIsNoTransport) {
  Workload workload;
  workload.server.scheme = "udp";
  EXPECT_EQ(MakeTransport(workload, "").status(),
            absl::UnimplementedError("no transport for udp:// addresses"));
}

}  // namespace
}  // namespace grpc_perf_msgr
