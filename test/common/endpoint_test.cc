#include "common/endpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::HasSubstr;

Endpoint Tcp(const std::string& host, uint16_t port) {
  Endpoint endpoint;
  endpoint.host = host;
  endpoint.port = port;
  return endpoint;
}

Endpoint Unix(const std::string& path) {
  Endpoint endpoint;
  endpoint.unix_path = path;
  return endpoint;
}

Endpoint Parse(const std::string& text) {
  const absl::StatusOr<Endpoint> endpoint = ParseEndpoint(text);
  EXPECT_TRUE(endpoint.ok()) << endpoint.status();
  return endpoint.value_or(Endpoint());
}

std::string ErrorOf(const std::string& text) {
  const absl::StatusOr<Endpoint> endpoint = ParseEndpoint(text);
  EXPECT_EQ(endpoint.status().code(), absl::StatusCode::kInvalidArgument)
      << text;
  std::string message(endpoint.status().message());
  // Every error says which address it is about.
  EXPECT_THAT(message, HasSubstr(absl::StrCat("\"", text, "\"")));
  return message;
}

// Bad addresses, each with a part of the sentence that it must cause.
struct Bad {
  std::string address;
  const char* says;
};

void ExpectErrors(const std::vector<Bad>& cases) {
  for (const Bad& bad : cases) {
    EXPECT_THAT(ErrorOf(bad.address), HasSubstr(bad.says));
  }
}

TEST(ParseEndpoint, ReadsHostsAndIpv4Addresses) {
  EXPECT_EQ(Parse("localhost:10001"), Tcp("localhost", 10001));
  EXPECT_EQ(Parse("127.0.0.1:10001"), Tcp("127.0.0.1", 10001));
  EXPECT_EQ(Parse("0.0.0.0:0"), Tcp("0.0.0.0", 0));
  EXPECT_EQ(Parse("perf_server-1.example.org:65535"),
            Tcp("perf_server-1.example.org", 65535));
  EXPECT_EQ(Parse(std::string(253, 'h') + ":1"), Tcp(std::string(253, 'h'), 1));
  // A name like any other.
  EXPECT_EQ(Parse("unix.example.org:1"), Tcp("unix.example.org", 1));
}

TEST(ParseEndpoint, ReadsIpv6InBrackets) {
  EXPECT_EQ(Parse("[::1]:10001"), Tcp("::1", 10001));
  EXPECT_EQ(Parse("[::]:0"), Tcp("::", 0));
  EXPECT_EQ(Parse("[2001:db8::8:800:200c:417a]:80"),
            Tcp("2001:db8::8:800:200c:417a", 80));
  EXPECT_EQ(Parse("[::ffff:1.2.3.4]:80"), Tcp("::ffff:1.2.3.4", 80));
  EXPECT_EQ(Parse("[fe80::1%eth0]:80"), Tcp("fe80::1%eth0", 80));
}

TEST(ParseEndpoint, ReadsUnixSockets) {
  EXPECT_EQ(Parse("unix:/tmp/socket"), Unix("/tmp/socket"));
  EXPECT_EQ(Parse("unix:relative/socket"), Unix("relative/socket"));
  EXPECT_EQ(Parse("unix:///tmp/socket"), Unix("/tmp/socket"));
  EXPECT_EQ(Parse("unix:10001"), Unix("10001"));
  EXPECT_EQ(Parse("unix:/tmp/a://b:[c"), Unix("/tmp/a://b:[c"));
  EXPECT_EQ(Parse(absl::StrCat("unix:", std::string(107, 'p'))),
            Unix(std::string(107, 'p')));
}

TEST(ParseEndpoint, ReadsTheSchemeInFrontOfEveryForm) {
  EXPECT_EQ(Parse("grpc://localhost:10001"), Tcp("localhost", 10001));
  EXPECT_EQ(Parse("grpc://[::1]:10001"), Tcp("::1", 10001));
  EXPECT_EQ(Parse("grpc://unix:/tmp/socket"), Unix("/tmp/socket"));
  EXPECT_EQ(Parse("grpc://unix:///tmp/socket"), Unix("/tmp/socket"));
}

TEST(ParseEndpoint, KeepsTheSchemeOfTheRawMessenger) {
  Endpoint endpoint = Tcp("::1", 10001);
  endpoint.scheme = "tcp";
  EXPECT_EQ(Parse("tcp://[::1]:10001"), endpoint);
  endpoint = Unix("/tmp/socket");
  endpoint.scheme = "tcp";
  EXPECT_EQ(Parse("tcp://unix:/tmp/socket"), endpoint);
  EXPECT_EQ(endpoint.ToString(), "tcp://unix:/tmp/socket");
}

TEST(ParseEndpoint, ReadsCephsMessengerInBothWays) {
  Endpoint endpoint = Tcp("127.0.0.1", 10001);
  endpoint.scheme = "msgr2";
  EXPECT_EQ(Parse("msgr2://127.0.0.1:10001"), endpoint);
  EXPECT_EQ(Parse("v2:127.0.0.1:10001"), endpoint);
  EXPECT_EQ(endpoint.ToString(), "msgr2://127.0.0.1:10001");
  EXPECT_EQ(endpoint.ToCephString(), "v2:127.0.0.1:10001");
  endpoint.host = "::1";
  EXPECT_EQ(Parse("v2:[::1]:10001"), endpoint);
  EXPECT_EQ(Parse("msgr2://[::1]:10001"), endpoint);
  EXPECT_EQ(endpoint.ToString(), "msgr2://[::1]:10001");
  EXPECT_EQ(endpoint.ToCephString(), "v2:[::1]:10001");
  endpoint.host = "server.example.org";
  EXPECT_EQ(Parse("v2:server.example.org:10001"), endpoint);
}

TEST(ParseEndpoint, TakesV2AsAHostWhereOnlyAPortFollows) {
  EXPECT_EQ(Parse("v2:10001"), Tcp("v2", 10001));
  Endpoint endpoint = Tcp("v2", 10001);
  endpoint.scheme = "msgr2";
  EXPECT_EQ(Parse("v2:v2:10001"), endpoint);
}

TEST(ParseEndpoint, RefusesWhatIsNoAddressOfCephsMessenger) {
  ExpectErrors({{"msgr2://unix:/tmp/socket", "msgr2 travels over TCP only"},
                {"v2:unix:/tmp/socket", "msgr2 travels over TCP only"},
                {"v2:127.0.0.1:", "no port"},
                {"v2:127.0.0.1:3300/0", "got \"3300/0\""},
                {"v2:[::1]", "no port"},
                {"v2:::1:10001", "without brackets"},
                {"v2://127.0.0.1:1", "got \"v2\""},
                {"v1:127.0.0.1:1", "got \"127.0.0.1:1\""},
                {"tcp://v2:127.0.0.1:1", "got \"127.0.0.1:1\""},
                {"msgr2://", "no port"}});
}

TEST(ParseEndpoint, RefusesAnUnknownSchemeAndNamesTheKnownOnes) {
  EXPECT_EQ(ErrorOf("http://localhost:1"),
            "scheme must be one of grpc, tcp, msgr2; got \"http\" in address "
            "\"http://localhost:1\"");
  ExpectErrors({{"GRPC://localhost:1", "got \"GRPC\""},
                {"tcp4://localhost:1", "got \"tcp4\""},
                {"://localhost:1", "got \"\""},
                {" grpc://localhost:1", "got \" grpc\""},
                {"http://unix:/tmp/socket", "got \"http\""}});
}

TEST(ParseEndpoint, RefusesAMissingPort) {
  EXPECT_EQ(ErrorOf("localhost"),
            "address must be [scheme://]host:port, [IPv6]:port or unix:PATH, "
            "got \"localhost\", which has no port");
  ExpectErrors({{"", "no port"},
                {"localhost:", "no port"},
                {"grpc://", "no port"},
                {"grpc://localhost", "no port"},
                {"[::1]", "no port"},
                {"[::1]:", "no port"},
                {"unix", "no port"}});
}

TEST(ParseEndpoint, RefusesWhatIsNoPort) {
  EXPECT_EQ(ErrorOf("localhost:70000"),
            "port must be 0..65535, got \"70000\" in address "
            "\"localhost:70000\"");
  ExpectErrors({{"localhost:65536", "got \"65536\""},
                {"localhost:-1", "got \"-1\""},
                {"localhost:+1", "got \"+1\""},
                {"localhost: 1", "got \" 1\""},
                {"localhost:1 ", "got \"1 \""},
                {"localhost:1x", "got \"1x\""},
                {"localhost:0x10", "got \"0x10\""},
                {"localhost:http", "got \"http\""},
                {"localhost:1/path", "got \"1/path\""},
                {"localhost:1:2", "got \"1:2\""},
                {"localhost:99999999999", "got \"99999999999\""},
                {"[::1]:1:2", "got \"1:2\""},
                {"[::1]:x", "got \"x\""}});
}

TEST(ParseEndpoint, RefusesAnEmptyHost) {
  ExpectErrors({{":10001", "empty host"},
                {"grpc://:10001", "empty host"},
                {"[]:10001", "empty host"}});
}

TEST(ParseEndpoint, RefusesWhatIsNoHost) {
  ExpectErrors({{"local host:1", "host \"local host\""},
                {" localhost:1", "host \" localhost\""},
                {"user@host:1", "host \"user@host\""},
                {"a/b:1", "host \"a/b\""},
                {"*:1", "host \"*\""},
                {"h\xc3\xb6st:1", "other characters"},
                {std::string("a\0b:1", 5), "other characters"},
                {"256.1.1.1:1", "\"256.1.1.1\" is no IPv4 address"},
                {"127.1:1", "\"127.1\" is no IPv4 address"},
                {"1.2.3.4.5:1", "\"1.2.3.4.5\" is no IPv4 address"},
                {std::string(254, 'h') + ":1", "at most 253 bytes, not 254"}});
}

TEST(ParseEndpoint, SuggestsBracketsForBareIpv6) {
  ExpectErrors({{"::1:10001", "[::1]:10001"},
                {"::1", "[::1]:10001"},
                {"2001:db8::1:80", "without brackets"},
                {"fe80::1%eth0:80", "without brackets"},
                {"grpc://::1:10001", "without brackets"}});
}

TEST(ParseEndpoint, RefusesBracketsThatDoNotMatch) {
  ExpectErrors({{"[::1:10001", "\"[\" without \"]\""},
                {"::1]:10001", "do not enclose"},
                {"localhost]:10001", "do not enclose"},
                {"local[host]:10001", "do not enclose"},
                {"[[::1]]:10001", "\"[::1\" is no IPv6 address"},
                {"[::1]]:10001", "\"]:10001\" after \"]\""},
                {"[::1]10001", "\"10001\" after \"]\""},
                {"[::1]x:10001", "\"x:10001\" after \"]\""}});
}

TEST(ParseEndpoint, RefusesBracketsAroundAnythingButIpv6) {
  ExpectErrors({{"[localhost]:1", "\"localhost\" is no IPv6 address"},
                {"[127.0.0.1]:1", "\"127.0.0.1\" is no IPv6 address"},
                {"[::g]:1", "\"::g\" is no IPv6 address"},
                {"[1:2:3]:1", "\"1:2:3\" is no IPv6 address"},
                {"[::1%]:1", "\"::1%\" is no IPv6 address"},
                {"[::1% ]:1", "\"::1% \" is no IPv6 address"},
                {std::string("[::1\0]:1", 8), "is no IPv6 address"}});
}

TEST(ParseEndpoint, RefusesAnEmptyPath) {
  ExpectErrors({{"unix:", "empty path"},
                {"unix://", "empty path"},
                {"grpc://unix:", "empty path"}});
}

TEST(ParseEndpoint, RefusesATooLongPath) {
  ExpectErrors({{absl::StrCat("unix:", std::string(108, 'p')),
                 "at most 107 bytes, not 108"},
                {absl::StrCat("unix:///", std::string(107, 'p')),
                 "at most 107 bytes, not 108"}});
}

TEST(ParseEndpoint, RefusesPathsThatCannotBeMeant) {
  ExpectErrors({{"unix://relative", "not absolute"},
                {std::string("unix:/a\0b", 9), "NUL"}});
}

TEST(Endpoint, KnowsItsKind) {
  EXPECT_TRUE(Parse("[::1]:1").is_ipv6());
  EXPECT_FALSE(Parse("127.0.0.1:1").is_ipv6());
  EXPECT_FALSE(Parse("[::1]:1").is_unix());
  EXPECT_TRUE(Parse("unix:/tmp/socket").is_unix());
  EXPECT_FALSE(Parse("unix:/tmp/socket").is_ipv6());
}

TEST(Endpoint, IsWrittenTheCanonicalWay) {
  EXPECT_EQ(Parse("grpc://127.0.0.1:10001").ToString(), "127.0.0.1:10001");
  EXPECT_EQ(Parse("localhost:00080").ToString(), "localhost:80");
  EXPECT_EQ(Parse("[::1]:10001").ToString(), "[::1]:10001");
  EXPECT_EQ(Parse("unix:///tmp/socket").ToString(), "unix:/tmp/socket");
}

TEST(Endpoint, IsWrittenWithItsSchemeUnlessGrpc) {
  Endpoint endpoint = Tcp("::1", 1);
  endpoint.scheme = "other";
  EXPECT_EQ(endpoint.ToString(), "other://[::1]:1");
  endpoint = Unix("/tmp/socket");
  endpoint.scheme = "other";
  EXPECT_EQ(endpoint.ToString(), "other://unix:/tmp/socket");
}

TEST(Endpoint, IsReadBackAsItIsWritten) {
  for (const char* text :
       {"localhost:1", "[fe80::1%eth0]:65535", "unix:/tmp/socket",
        "unix:relative", "unix:////two/slashes", "unix:/a://b", "v2:[::1]:1"}) {
    EXPECT_EQ(Parse(Parse(text).ToString()), Parse(text)) << text;
  }
}

}  // namespace
}  // namespace grpc_perf_msgr
