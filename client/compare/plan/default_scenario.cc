#include "client/compare/plan/default_scenario.h"

namespace grpc_perf_msgr {
namespace {

struct Step {
  const char* name;
  const char* transport;
  const char* codec;
  const char* api;
  const char* flush;
  const char* description;
};

// Each differs from the one before (or the one named) in one thing.
constexpr Step kLadder[] = {
    {"tcp bytes", "tcp", "bytes", "", "drain",
     "The floor: a 16-byte header and the payload on a bare socket."},
    {"tcp protobuf", "tcp", "protobuf", "", "drain",
     "Adds serializing and parsing the messages."},
    {"grpc bytes", "grpc", "bytes", "stream", "drain",
     "gRPC without protobuf: a bidirectional stream of byte buffers."},
    {"grpc stream", "grpc", "protobuf", "stream", "drain",
     "gRPC as it should be used: one bidirectional stream, completion queue, "
     "writes flushed when the queue is empty."},
    {"grpc flush each", "grpc", "protobuf", "stream", "message",
     "The same, but every message is flushed at once, as most code does."},
    {"grpc callback", "grpc", "protobuf", "callback", "drain",
     "The same stream by the callback API (reactors)."},
    {"grpc unary", "grpc", "protobuf", "unary", "drain",
     "A call for each message; the window is the calls in flight."},
    {"grpc streams", "grpc", "protobuf", "streams", "drain",
     "A stream for each message in flight, one message at a time on each."},
};

}  // namespace

v1::Scenario DefaultScenario() {
  v1::Scenario scenario;
  scenario.set_name("ladder");
  for (const Step& step : kLadder) {
    v1::Target& target = *scenario.add_targets();
    target.set_name(step.name);
    target.set_transport(step.transport);
    target.set_codec(step.codec);
    target.set_api(step.api);
    target.set_flush(step.flush);
    target.set_description(step.description);
  }
  scenario.set_baseline("tcp bytes");
  scenario.add_threads(1);
  scenario.add_window(1);
  scenario.add_window(32);
  scenario.add_bytes(4096);
  scenario.add_bytes(1 << 20);
  scenario.set_duration("500ms");
  scenario.set_warmup("150ms");
  scenario.set_repeats(5);
  scenario.set_seed(1);
  return scenario;
}

}  // namespace grpc_perf_msgr
