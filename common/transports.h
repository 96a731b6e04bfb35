// One row for each word that says how messages travel: all that a place which
// is no transport itself must know of one. Whoever wants to know asks the row;
// nothing else compares the words.
//
// A new transport is
// - its folders: client/transport/..., server/..., what both need in
// common/...,
// - a row of kTransports below,
// - a line in each factory: client/transport/transport_factory.cc and
//   server/listener_factory.cc.
// Options, addresses, scenarios, the default scenario, what a comparison
// starts, the page of a report and the tests over all transports follow from
// the row.
#ifndef GRPC_PERF_MSGR_COMMON_TRANSPORTS_H_
#define GRPC_PERF_MSGR_COMMON_TRANSPORTS_H_

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/flush_policy.h"
#include "common/way.h"

namespace grpc_perf_msgr {

// A target of the default scenario.
struct LadderStep {
  // Steps stand in the ladder by rising place, whatever their transports are;
  // the first that is not in process is the baseline.
  int place;
  absl::string_view name;
  Way way;
  FlushPolicy flush;
  // What it adds to the one before, or the one named.
  absl::string_view description;
};

struct TransportRow {
  // As in a target's `transport`, in a record and, where is_scheme(), before an
  // address: "tcp".
  absl::string_view word;
  // What people call it.
  absl::string_view label;
  // The word of the transport whose addresses it is reached by: its own, unless
  // it is a word for targets only.
  absl::string_view scheme;
  // The one address there is of a transport whose server's end is within the
  // client: nothing is dialled, nobody listens. Empty: any host and port.
  absl::string_view own_address = {};
  // Another way to begin an address with a port, e.g. "v2:"; empty: none.
  absl::string_view other_prefix = {};

  // At least one; the first is the default.
  std::span<const Way> ways;
  std::span<const LadderStep> ladder = {};

  // Whether it is a framework whose cost is asked for: the answer of a report
  // speaks of it first.
  bool is_framework = false;
  // Whether a listener also serves Control, health and groups. The address of
  // the others says nothing of the server, so that it needs one of these
  // beside.
  bool serves_control = false;
  // Whether a server has at most one listener of it.
  bool one_listener = false;
  // Whether gRPC's channel arguments go with it.
  bool takes_grpc_args = false;
  // Whether a comparison probes the network by it: the least that a message can
  // cost. One row is.
  bool measures_floor = false;
  // How the names begin of the libraries that do its work and are shown with a
  // host; empty: none that is not linked anyway.
  absl::string_view library = {};

  // Why it has only its first codec, no payload in replies, no --verify, no
  // unix sockets: the end of a sentence. Empty where it has.
  absl::string_view why_one_codec = {};
  absl::string_view why_no_reply_payload = {};
  absl::string_view why_no_verify = {};
  absl::string_view why_no_unix = {};

  // The program that a comparison runs as its client; empty: ours.
  absl::string_view client_program = {};
  // Between which programs a target may choose for its server, the default
  // first; empty: ours is the only one.
  std::span<const absl::string_view> server_programs = {};

  // Whether addresses may begin with it.
  constexpr bool is_scheme() const { return scheme == word && !in_process(); }
  // Whether both ends are in one process.
  constexpr bool in_process() const { return !own_address.empty(); }
  // Whether there is more than one API to choose from.
  constexpr bool has_apis() const {
    for (const Way& way : ways) {
      if (way.api != ways[0].api) return true;
    }
    return false;
  }
  constexpr bool Has(Way way) const {
    for (const Way& known : ways) {
      if (known == way) return true;
    }
    return false;
  }
  constexpr bool Has(Codec codec) const {
    for (const Way& way : ways) {
      if (way.codec == codec) return true;
    }
    return false;
  }
  constexpr bool Has(Api api) const {
    for (const Way& way : ways) {
      if (way.api == api) return true;
    }
    return false;
  }
  // Each once, the default first.
  std::vector<Codec> codecs() const;
  std::vector<Api> apis() const;
  // As words, those that go with `codec`: "stream or unary".
  std::string ApisWith(Codec codec) const;
};

// What a comparison starts: our server, and Ceph's own programs.
inline constexpr char kOwnServer[] = "grpc_perf_msgr_server";
inline constexpr char kCephServer[] = "ceph_perf_msgr_server";
inline constexpr char kCephClient[] = "ceph_perf_msgr_client";

// What the rows are made of; read it by the row.
namespace transport_rows {

// Of an array: GCC's UndefinedBehaviorSanitizer takes its address for something
// that might be null, and a view by address alone for no constant.
template <size_t size>
constexpr absl::string_view View(const char (&text)[size]) {
  return absl::string_view(text, size - 1);
}

inline constexpr std::array kGrpcWays = std::to_array<Way>({
    {Codec::kProtobuf, Api::kStream},
    {Codec::kProtobuf, Api::kCallback},
    {Codec::kProtobuf, Api::kUnary},
    {Codec::kProtobuf, Api::kStreams},
    {Codec::kBytes, Api::kStream},
});
inline constexpr std::array kGrpcLadder = std::to_array<LadderStep>({
    {30,
     "grpc bytes",
     {Codec::kBytes, Api::kStream},
     FlushPolicy::kDrain,
     "gRPC without protobuf: a bidirectional stream of byte buffers."},
    {40,
     "grpc stream",
     {Codec::kProtobuf, Api::kStream},
     FlushPolicy::kDrain,
     "gRPC as it should be used: one bidirectional stream, completion queue, "
     "writes flushed when the queue is empty."},
    {50,
     "grpc flush each",
     {Codec::kProtobuf, Api::kStream},
     FlushPolicy::kMessage,
     "The same, but every message is flushed at once, as most code does."},
    {60,
     "grpc callback",
     {Codec::kProtobuf, Api::kCallback},
     FlushPolicy::kDrain,
     "The same stream by the callback API (reactors)."},
    {70,
     "grpc unary",
     {Codec::kProtobuf, Api::kUnary},
     FlushPolicy::kDrain,
     "A call for each message; the window is the calls in flight."},
    {80,
     "grpc streams",
     {Codec::kProtobuf, Api::kStreams},
     FlushPolicy::kDrain,
     "A stream for each message in flight, one message at a time on each."},
});

inline constexpr std::array kTcpWays = std::to_array<Way>({
    {Codec::kProtobuf, Api::kStream},
    {Codec::kBytes, Api::kStream},
});
inline constexpr std::array kTcpLadder = std::to_array<LadderStep>({
    {10,
     "tcp bytes",
     {Codec::kBytes, Api::kStream},
     FlushPolicy::kDrain,
     "The floor: a 16-byte header and the payload on a bare socket."},
    {20,
     "tcp protobuf",
     {Codec::kProtobuf, Api::kStream},
     FlushPolicy::kDrain,
     "Adds serializing and parsing the messages."},
});

inline constexpr std::array kInprocLadder = std::to_array<LadderStep>({
    {5,
     "rig",
     {Codec::kBytes, Api::kStream},
     FlushPolicy::kDrain,
     "The rig alone: the raw messenger, both ends within the client."},
});

// Ceph's messenger, by our programs or by its own.
inline constexpr std::array kCephWays = std::to_array<Way>({
    {Codec::kBytes, Api::kStream},
});
inline constexpr absl::string_view kCephOneCodec = "its messages are Ceph's";
inline constexpr absl::string_view kCephNoReplyPayload =
    "replies of Ceph's messenger carry no payload";
inline constexpr absl::string_view kCephNoVerify =
    "Ceph's messenger has checksums of its own, which are always on";
inline constexpr absl::string_view kCephNoUnix = "msgr2 travels over TCP only";
inline constexpr std::array kMsgr2Servers =
    std::to_array<absl::string_view>({View(kOwnServer), View(kCephServer)});
inline constexpr std::array kCephServers =
    std::to_array<absl::string_view>({View(kCephServer), View(kOwnServer)});

}  // namespace transport_rows

// The first is meant where an address or a target does not say.
inline constexpr std::array kTransports = std::to_array<TransportRow>({
    {.word = "grpc",
     .label = "gRPC",
     .scheme = "grpc",
     .ways = transport_rows::kGrpcWays,
     .ladder = transport_rows::kGrpcLadder,
     .is_framework = true,
     .serves_control = true,
     .one_listener = true,
     .takes_grpc_args = true,
     .library = "gRPC"},
    {.word = "tcp",
     .label = "the raw messenger",
     .scheme = "tcp",
     .ways = transport_rows::kTcpWays,
     .ladder = transport_rows::kTcpLadder,
     .measures_floor = true},
    {.word = "msgr2",
     .label = "Ceph's messenger",
     .scheme = "msgr2",
     .other_prefix = "v2:",
     .ways = transport_rows::kCephWays,
     .why_one_codec = transport_rows::kCephOneCodec,
     .why_no_reply_payload = transport_rows::kCephNoReplyPayload,
     .why_no_verify = transport_rows::kCephNoVerify,
     .why_no_unix = transport_rows::kCephNoUnix,
     .server_programs = transport_rows::kMsgr2Servers},
    {.word = "ceph_perf_msgr",
     .label = "Ceph's own client",
     .scheme = "msgr2",
     .ways = transport_rows::kCephWays,
     .why_one_codec = transport_rows::kCephOneCodec,
     .why_no_reply_payload = transport_rows::kCephNoReplyPayload,
     .why_no_verify = transport_rows::kCephNoVerify,
     .why_no_unix = transport_rows::kCephNoUnix,
     .client_program = transport_rows::View(kCephClient),
     .server_programs = transport_rows::kCephServers},
    {.word = "inproc",
     .label = "the raw messenger within the client",
     .scheme = "inproc",
     .own_address = "inproc://tcp",
     .ways = transport_rows::kTcpWays,
     .ladder = transport_rows::kInprocLadder},
    {.word = "inproc_msgr2",
     .label = "Ceph's messenger within the client",
     .scheme = "inproc_msgr2",
     .own_address = "inproc://msgr2",
     .ways = transport_rows::kCephWays,
     .why_one_codec = transport_rows::kCephOneCodec,
     .why_no_reply_payload = transport_rows::kCephNoReplyPayload,
     .why_no_verify = transport_rows::kCephNoVerify},
});

// The row of a word; nullptr when there is none.
constexpr const TransportRow* FindTransport(absl::string_view word) {
  for (const TransportRow& row : kTransports) {
    if (row.word == word) return &row;
  }
  return nullptr;
}

// The same for a word that was checked before; ends the program for others.
const TransportRow& TransportOf(absl::string_view word);

// What is meant where nothing is said.
constexpr const TransportRow& DefaultTransport() { return kTransports[0]; }

// By which the server tells of itself, and by which the network is probed.
constexpr const TransportRow& ControlTransport() {
  for (const TransportRow& row : kTransports) {
    if (row.serves_control) return row;
  }
  return DefaultTransport();
}
constexpr const TransportRow& FloorTransport() {
  for (const TransportRow& row : kTransports) {
    if (row.measures_floor) return row;
  }
  return DefaultTransport();
}

// The words that addresses may begin with: all, and those with `api`.
std::vector<absl::string_view> SchemeWords();
std::vector<absl::string_view> SchemesWith(Api api);

// What --help says of addresses; lines after the first begin with `indent`
// spaces.
std::string AddressHelp(size_t indent);

// The addresses of what runs within the client: "A or B".
std::string InProcessAddresses();

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_TRANSPORTS_H_
