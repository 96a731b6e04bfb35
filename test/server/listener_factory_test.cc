#include "server/listener_factory.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/transports.h"
#include "server/control/control_services.h"
#include "test/server/control/control_testing.h"

namespace grpc_perf_msgr {
namespace {

// A row without its line in the factory ends the program here.
TEST(ListenerFactory, MakesAListenerForEachTransport) {
  for (const TransportRow& row : kTransports) {
    if (!row.is_scheme()) continue;
    SCOPED_TRACE(row.word);
    const auto address =
        ParseEndpoint(absl::StrCat(row.word, "://127.0.0.1:0"));
    ASSERT_TRUE(address.ok()) << address.status();
    ServerOptions options;
    options.listen = {*address};
    StreamLimit limit(0);
    MadeUpSource source;
    ControlServices control(source);
    const std::unique_ptr<Listener> listener =
        MakeListener(*address, options, limit, control);
    ASSERT_NE(listener, nullptr);
    const absl::Status started = listener->Start();
    ASSERT_TRUE(started.ok()) << started;
    const auto bound = ParseEndpoint(listener->bound_address());
    ASSERT_TRUE(bound.ok()) << bound.status();
    EXPECT_EQ(bound->scheme, row.word);
    EXPECT_EQ(bound->port, listener->bound_port());
    EXPECT_GT(bound->port, 0);
    control.Shutdown();
    const absl::Status stopped = listener->Stop(/*drain_timeout_ns=*/0);
    EXPECT_TRUE(stopped.ok()) << stopped;
  }
}

}  // namespace
}  // namespace grpc_perf_msgr
