#include "test/integration/rungs.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/endpoint.h"

namespace grpc_perf_msgr {
namespace {

std::string Capitalized(std::string word) {
  word[0] = absl::ascii_toupper(static_cast<unsigned char>(word[0]));
  return word;
}

}  // namespace

std::string Rung::name() const {
  return absl::StrCat(
      Capitalized(std::string(transport->word)),
      Capitalized(AbslUnparseFlag(way.codec)),
      transport->has_apis() ? Capitalized(AbslUnparseFlag(way.api)) : "");
}

bool Rung::one_stream() const {
  return way.api == Api::kStream || way.api == Api::kCallback;
}

bool Rung::says_why() const { return transport->word != "msgr2"; }

std::vector<std::string> Rung::Flags(
    const std::vector<std::string>& more) const {
  std::vector<std::string> flags = {
      absl::StrCat("--codec=", AbslUnparseFlag(way.codec)),
      absl::StrCat("--api=", AbslUnparseFlag(way.api))};
  flags.insert(flags.end(), more.begin(), more.end());
  return flags;
}

std::string Rung::At(const std::string& where) const {
  const auto endpoint =
      ParseEndpoint(absl::StrCat(transport->scheme, "://", where));
  EXPECT_TRUE(endpoint.ok()) << endpoint.status();
  return endpoint.ok() ? endpoint->ToString() : "";
}

ServerSetup Rung::Server(ServerSetup setup) const {
  const std::string any = "127.0.0.1:0";
  setup.listen = At(any);
  if (!transport->serves_control) {
    // Without its scheme, which is the default one: peers that speak gRPC
    // themselves take it as it is.
    setup.listen = absl::StrCat(any, ",", setup.listen);
  }
  // A listener of its own kind serves it.
  if (way.api == Api::kCallback) setup.flags.emplace_back("--api=callback");
  return setup;
}

const std::string& Rung::AddressOf(const RealServer& server) const {
  return server.address(transport->serves_control ? 0 : 1);
}

void PrintTo(const Rung& rung, std::ostream* out) { *out << rung.name(); }

std::vector<Rung> AllRungs() {
  std::vector<Rung> rungs;
  for (const TransportRow& row : kTransports) {
    if (!row.is_scheme()) continue;
    for (const Way& way : row.ways) rungs.push_back({&row, way});
  }
  return rungs;
}

std::vector<Rung> RungsOfTransports() {
  std::vector<Rung> rungs;
  for (const TransportRow& row : kTransports) {
    if (row.is_scheme()) rungs.push_back({&row, row.ways[0]});
  }
  return rungs;
}

std::vector<Rung> RungsOfUnixSockets() {
  std::vector<Rung> rungs = RungsOfTransports();
  std::erase_if(rungs, [](const Rung& rung) {
    return !rung.transport->why_no_unix.empty();
  });
  return rungs;
}

void OverRungs::ExpectServes(const RealServer& server) const {
  const Load load = {1, 4, 100, 0, 64};
  ExpectComplete(RunClient(rung().AddressOf(server), load, rung().Flags()),
                 load);
}

}  // namespace grpc_perf_msgr
