#include "common/transports.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "common/endpoint.h"
#include "common/way.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// Words are looked up while the program is compiled.
static_assert(FindTransport("grpc") == &kTransports[0]);
static_assert(FindTransport("tcp")->Has({Codec::kBytes, Api::kStream}));
static_assert(FindTransport("udp") == nullptr);
static_assert(FindTransport("") == nullptr);

TEST(Transports, EachWordIsThereOnce) {
  std::set<absl::string_view> words;
  for (const TransportRow& row : kTransports) {
    EXPECT_TRUE(words.insert(row.word).second) << row.word;
    EXPECT_EQ(FindTransport(row.word), &row);
    EXPECT_EQ(&TransportOf(row.word), &row);
  }
}

TEST(Transports, WordThatIsNotThereEndsTheProgram) {
  EXPECT_DEATH(TransportOf("udp"), "no transport \"udp\"");
}

TEST(Transports, EachRowIsReachedByAnAddress) {
  for (const TransportRow& row : kTransports) {
    if (row.in_process()) continue;
    const TransportRow* const reached = FindTransport(row.scheme);
    ASSERT_NE(reached, nullptr) << row.word;
    EXPECT_TRUE(reached->is_scheme()) << row.word;
    EXPECT_FALSE(row.label.empty()) << row.word;
    const auto endpoint = ParseEndpoint(std::string(row.scheme) + "://h:1");
    ASSERT_TRUE(endpoint.ok()) << endpoint.status();
    EXPECT_EQ(&endpoint->transport(), reached);
    if (row.other_prefix.empty()) continue;
    EXPECT_EQ(*ParseEndpoint(std::string(row.other_prefix) + "h:1"), *endpoint);
  }
}

TEST(Transports, RowWithinTheClientHasOneAddress) {
  int rows = 0;
  for (const TransportRow& row : kTransports) {
    if (!row.in_process()) continue;
    ++rows;
    EXPECT_FALSE(row.is_scheme()) << row.word;
    const auto endpoint = ParseEndpoint(row.own_address);
    ASSERT_TRUE(endpoint.ok()) << endpoint.status();
    EXPECT_EQ(&endpoint->transport(), &row);
    EXPECT_TRUE(endpoint->is_in_process());
    EXPECT_EQ(endpoint->ToString(), row.own_address);
  }
  EXPECT_EQ(rows, 2);
  EXPECT_FALSE(ParseEndpoint("tcp://h:1")->is_in_process());
  EXPECT_FALSE(ParseEndpoint("inproc://udp").ok());
  EXPECT_FALSE(ParseEndpoint("inproc://h:1").ok());
}

TEST(Transports, TargetOnlyWordIsNoScheme) {
  EXPECT_THAT(SchemeWords(), ElementsAre("grpc", "tcp", "msgr2"));
  EXPECT_FALSE(TransportOf("ceph_perf_msgr").is_scheme());
  EXPECT_FALSE(ParseEndpoint("ceph_perf_msgr://h:1").ok());
}

TEST(Transports, EachWayIsThereOnceAndOneCodecHasItsReason) {
  for (const TransportRow& row : kTransports) {
    ASSERT_FALSE(row.ways.empty()) << row.word;
    for (const Way& way : row.ways) {
      EXPECT_EQ(std::count(row.ways.begin(), row.ways.end(), way), 1)
          << row.word;
      EXPECT_TRUE(row.Has(way));
      EXPECT_TRUE(row.Has(way.codec));
      EXPECT_TRUE(row.Has(way.api));
    }
    EXPECT_EQ(row.codecs().size() == 1, !row.why_one_codec.empty()) << row.word;
    EXPECT_EQ(row.apis().size() > 1, row.has_apis()) << row.word;
  }
}

TEST(Transports, DefaultsComeFirst) {
  EXPECT_EQ(DefaultTransport().word, "grpc");
  EXPECT_THAT(TransportOf("grpc").codecs(),
              ElementsAre(Codec::kProtobuf, Codec::kBytes));
  EXPECT_THAT(
      TransportOf("grpc").apis(),
      ElementsAre(Api::kStream, Api::kCallback, Api::kUnary, Api::kStreams));
  EXPECT_THAT(TransportOf("msgr2").codecs(), ElementsAre(Codec::kBytes));
}

TEST(Transports, NamesTheApisThatGoWithACodec) {
  EXPECT_EQ(TransportOf("grpc").ApisWith(Codec::kBytes), "stream");
  EXPECT_EQ(TransportOf("grpc").ApisWith(Codec::kProtobuf),
            "stream or callback or unary or streams");
  EXPECT_EQ(TransportOf("msgr2").ApisWith(Codec::kProtobuf), "");
  EXPECT_THAT(SchemesWith(Api::kUnary), ElementsAre("grpc"));
  EXPECT_EQ(SchemesWith(Api::kStream), SchemeWords());
}

TEST(Transports, LadderStepsGoWithTheirRowsAndStandInOneOrder) {
  std::set<int> places;
  std::set<absl::string_view> names;
  for (const TransportRow& row : kTransports) {
    for (const LadderStep& step : row.ladder) {
      EXPECT_TRUE(row.Has(step.way)) << step.name;
      EXPECT_TRUE(places.insert(step.place).second) << step.name;
      EXPECT_TRUE(names.insert(step.name).second) << step.name;
      EXPECT_FALSE(step.description.empty()) << step.name;
    }
  }
}

TEST(Transports, OneServesControlByDefaultAndOneMeasuresTheFloor) {
  EXPECT_TRUE(ControlTransport().serves_control);
  EXPECT_TRUE(ControlTransport().is_scheme());
  EXPECT_EQ(
      std::count_if(kTransports.begin(), kTransports.end(),
                    [](const TransportRow& row) { return row.measures_floor; }),
      1);
  EXPECT_EQ(FloorTransport().word, "tcp");
}

TEST(Transports, HelpShowsAllSchemes) {
  const std::string help = AddressHelp(2);
  EXPECT_THAT(help, AllOf(HasSubstr("[grpc://]host:port"),
                          HasSubstr(";\n  tcp:// for the raw messenger"),
                          HasSubstr(";\n  msgr2:// or v2: for Ceph's messenger "
                                    "(no unix:PATH)"),
                          Not(HasSubstr("ceph_perf_msgr"))));
}

TEST(CodecAndApi, WordsAreReadAsTheyAreWritten) {
  std::string error;
  for (const TransportRow& row : kTransports) {
    for (const Way& way : row.ways) {
      Codec codec = Codec::kProtobuf;
      Api api = Api::kStream;
      EXPECT_TRUE(AbslParseFlag(AbslUnparseFlag(way.codec), &codec, &error));
      EXPECT_TRUE(AbslParseFlag(AbslUnparseFlag(way.api), &api, &error));
      EXPECT_EQ((Way{codec, api}), way);
    }
  }
  Codec codec = Codec::kProtobuf;
  EXPECT_FALSE(AbslParseFlag("json", &codec, &error));
  EXPECT_EQ(error, "codec must be protobuf or bytes, got \"json\"");
  Api api = Api::kStream;
  EXPECT_FALSE(AbslParseFlag("bidi", &api, &error));
  EXPECT_EQ(error,
            "api must be stream, callback, unary or streams, got \"bidi\"");
}

}  // namespace
}  // namespace grpc_perf_msgr
