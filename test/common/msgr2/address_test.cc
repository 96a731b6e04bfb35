#include "common/msgr2/address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include <array>
#include <string>

#include "absl/strings/escaping.h"
#include "common/session/socket.h"
#include "test/common/msgr2/frames.h"

namespace grpc_perf_msgr::msgr2 {
namespace {

using ::testing::HasSubstr;

std::string Encoded(const EntityAddress& address) {
  ByteWriter out;
  PutAddress(address, out);
  return out.Take();
}

// All of `bytes`, as one address.
absl::StatusOr<EntityAddress> Decoded(absl::string_view bytes) {
  ByteReader in(bytes);
  absl::StatusOr<EntityAddress> address = GetAddress(in);
  if (address.ok()) {
    EXPECT_TRUE(in.ok());
    EXPECT_EQ(in.rest(), "");
  }
  return address;
}

// Marker, versions, 12 + `socket_bytes` of fields.
std::string Fields(uint32_t field_bytes, uint32_t socket_bytes,
                   absl::string_view socket_address, uint8_t marker = 1,
                   uint8_t version = 1, uint8_t oldest_reader = 1) {
  return ByteWriter()
      .Put(marker)
      .Put(version)
      .Put(oldest_reader)
      .Put(field_bytes)
      .Put(uint32_t{2})
      .Put(uint32_t{0})
      .Put(socket_bytes)
      .PutBytes(socket_address)
      .Take();
}

std::string SocketBytes(const std::string& ip, uint16_t port) {
  return Encoded(MakeAddress(ip, port)).substr(19);
}

TEST(Msgr2Address, IsWrittenAsTheRealProgramsDo) {
  EXPECT_EQ(absl::BytesToHexString(Encoded(MakeAddress("127.0.0.1", 23053))),
            "0101011c00000002000000000000001000000002005a0d7f000001"
            "0000000000000000");
  EXPECT_EQ(absl::BytesToHexString(Encoded(
                MakeAddress("127.0.0.1", 0, AddressType::kAny, 0x5ba0))),
            "0101011c00000003000000a05b000010000000020000007f000001"
            "0000000000000000");
}

// sockaddr_in6: family, port, flow, IP, scope.
TEST(Msgr2Address, HasTwentyEightBytesOfIpv6) {
  EXPECT_EQ(absl::BytesToHexString(Encoded(MakeAddress("2001:db8::7", 6800))),
            "010101280000000200000000000000"
            "1c0000000a001a900000000020010db800000000000000000000000700000000");
}

TEST(Msgr2Address, ComesBackAsItWas) {
  for (const std::string ip :
       {"127.0.0.1", "255.255.255.255", "::1", "fe80::1"}) {
    for (const uint16_t port : {0, 1, 65535}) {
      const EntityAddress address =
          MakeAddress(ip, port, AddressType::kAny, 4'000'000'000);
      const auto decoded = Decoded(Encoded(address));
      ASSERT_TRUE(decoded.ok()) << decoded.status();
      EXPECT_TRUE(*decoded == address) << decoded->ToString();
    }
  }
}

TEST(Msgr2Address, MayBeBlank) {
  const std::string bytes = Encoded(EntityAddress());
  EXPECT_EQ(absl::BytesToHexString(bytes),
            "0101010c000000000000000000000000000000");
  for (const std::string& blank : {bytes, Fields(14, 2, std::string(2, '\0')),
                                   Fields(28, 16, std::string(16, '\0'))}) {
    const auto decoded = Decoded(blank);
    ASSERT_TRUE(decoded.ok()) << decoded.status();
    EXPECT_EQ(decoded->ToString(), "blank");
  }
}

TEST(Msgr2Address, DiffersInEachOfItsParts) {
  const EntityAddress address = MakeAddress("127.0.0.1", 1);
  EXPECT_TRUE(address == MakeAddress("127.0.0.1", 1));
  EXPECT_FALSE(address == MakeAddress("127.0.0.2", 1));
  EXPECT_FALSE(address == MakeAddress("127.0.0.1", 2));
  EXPECT_FALSE(address == MakeAddress("::1", 1));
  EXPECT_FALSE(address == EntityAddress());
  EXPECT_FALSE(address == MakeAddress("127.0.0.1", 1, AddressType::kAny));
  EXPECT_FALSE(address == MakeAddress("127.0.0.1", 1, AddressType::kMsgr2, 1));
}

TEST(Msgr2Address, IsShownAsCephShowsIt) {
  EXPECT_EQ(MakeAddress("127.0.0.1", 6800).ToString(), "127.0.0.1:6800/0");
  EXPECT_EQ(MakeAddress("::1", 6800, AddressType::kAny, 77).ToString(),
            "[::1]:6800/77");
}

TEST(Msgr2Address, IsRefusedWhereverItIsCut) {
  for (const std::string ip : {"127.0.0.1", "::1"}) {
    const std::string bytes = Encoded(MakeAddress(ip, 6800));
    for (size_t size = 0; size < bytes.size(); ++size) {
      ByteReader in(absl::string_view(bytes).substr(0, size));
      const auto address = GetAddress(in);
      ASSERT_FALSE(address.ok()) << size;
      EXPECT_EQ(address.status().code(), absl::StatusCode::kInvalidArgument);
      EXPECT_THAT(address.status().message(), HasSubstr("cut short")) << size;
    }
  }
}

// A later version may say more, which is skipped.
TEST(Msgr2Address, OfALaterVersionIsRead) {
  const std::string ip = SocketBytes("127.0.0.1", 6800);
  const auto decoded = Decoded(Fields(33, 16, ip + "later", 1, 7, 1));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_TRUE(*decoded == MakeAddress("127.0.0.1", 6800));
}

// As the kernel's sockaddr_storage.
TEST(Msgr2Address, MayHaveMoreRoomThanItNeeds) {
  const std::string ip = SocketBytes("::1", 6800) + std::string(100, '\xff');
  const auto decoded = Decoded(Fields(12 + 128, 128, ip));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_TRUE(*decoded == MakeAddress("::1", 6800));
}

TEST(Msgr2Address, OfAnotherFormIsRefused) {
  const std::string ip = SocketBytes("127.0.0.1", 6800);
  const struct {
    std::string bytes;
    std::string error;
  } cases[] = {
      {Fields(28, 16, ip, 0), "marker 0"},
      {Fields(28, 16, ip, 2), "marker 2"},
      {Fields(28, 16, ip, 1, 0), "version 0"},
      {Fields(28, 16, ip, 1, 2, 2), "version 2"},
      {Fields(28, 17, ip), "cut short"},
      {Fields(28, 0xffffffff, ip), "cut short"},
      {Fields(0xffffffff, 16, ip), "cut short"},
      {Fields(11, 16, ip), "cut short"},
      {Fields(13, 1, ip.substr(0, 1)), "with 1 bytes"},
      {Fields(27, 15, ip.substr(0, 15)), "family 2 with 15 bytes"},
      {Fields(39, 27, SocketBytes("::1", 1).substr(0, 27)),
       "family 10 with 27 bytes"},
      {Fields(28, 16, "\1" + std::string(15, '\0')),
       "family 1 with 16 bytes, which is neither IPv4 nor IPv6"},
  };
  for (const auto& bad : cases) {
    ByteReader in(bad.bytes);
    const auto address = GetAddress(in);
    ASSERT_FALSE(address.ok()) << bad.error;
    EXPECT_EQ(address.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(address.status().message(), HasSubstr(bad.error));
  }
}

TEST(Msgr2Addresses, ComeBackAsTheyWere) {
  for (size_t count : {size_t{0}, size_t{1}, size_t{kMaxAddresses}}) {
    std::vector<EntityAddress> addresses;
    for (size_t i = 0; i < count; ++i) {
      addresses.push_back(MakeAddress(i % 2 == 0 ? "127.0.0.1" : "::1",
                                      static_cast<uint16_t>(i)));
    }
    ByteWriter out;
    PutAddresses(addresses, out);
    const std::string bytes = out.Take();
    ByteReader in(bytes);
    const auto decoded = GetAddresses(in);
    ASSERT_TRUE(decoded.ok()) << decoded.status();
    EXPECT_TRUE(*decoded == addresses) << count;
    EXPECT_EQ(in.rest(), "");
  }
}

TEST(Msgr2Addresses, AreRefusedWhereverTheyAreCut) {
  ByteWriter out;
  PutAddresses({MakeAddress("127.0.0.1", 1), MakeAddress("::1", 2)}, out);
  const std::string bytes = out.Take();
  for (size_t size = 0; size < bytes.size(); ++size) {
    ByteReader in(absl::string_view(bytes).substr(0, size));
    const auto addresses = GetAddresses(in);
    ASSERT_FALSE(addresses.ok()) << size;
    EXPECT_THAT(addresses.status().message(), HasSubstr("cut short")) << size;
  }
}

TEST(Msgr2Addresses, OfAnotherFormOrTooManyAreRefused) {
  const struct {
    std::string bytes;
    std::string error;
  } cases[] = {
      {ByteWriter().Put(uint8_t{1}).Put(uint32_t{1}).Take(), "marker 1"},
      {ByteWriter().Put(uint8_t{2}).Put(uint32_t{17}).Take(),
       "list of 17, at most 16"},
      {ByteWriter().Put(uint8_t{2}).Put(~uint32_t{0}).Take(),
       "list of 4294967295, at most 16"},
  };
  for (const auto& bad : cases) {
    ByteReader in(bad.bytes);
    const auto addresses = GetAddresses(in);
    ASSERT_FALSE(addresses.ok()) << bad.error;
    EXPECT_THAT(addresses.status().message(), HasSubstr(bad.error));
  }
}

TEST(Msgr2SocketAddress, IsThatOfEachEnd) {
  const Descriptor listening(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  ASSERT_EQ(listen(listening.get(), 1), 0);
  const EntityAddress server =
      LocalAddress(listening.get(), AddressType::kMsgr2, 0);
  // Nobody is at its other end.
  EXPECT_EQ(PeerAddress(listening.get(), AddressType::kAny, 1).ToString(),
            "blank");
  sockaddr_in loopback = {};
  std::memcpy(&loopback, &server.socket_address, sizeof(loopback));
  loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const Descriptor client(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  ASSERT_EQ(connect(client.get(), reinterpret_cast<sockaddr*>(&loopback),
                    sizeof(loopback)),
            0);
  const Descriptor accepted(accept(listening.get(), nullptr, nullptr));
  EXPECT_TRUE(PeerAddress(client.get(), AddressType::kMsgr2, 5) ==
              MakeAddress("127.0.0.1", ntohs(loopback.sin_port),
                          AddressType::kMsgr2, 5));
  EXPECT_TRUE(PeerAddress(accepted.get(), AddressType::kAny, 3) ==
              LocalAddress(client.get(), AddressType::kAny, 3));
}

TEST(Msgr2SocketAddress, OfAUnixSocketIsBlank) {
  std::array<int, 2> ends = {-1, -1};
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
  const Descriptor one(ends[0]);
  const Descriptor other(ends[1]);
  EXPECT_EQ(LocalAddress(one.get(), AddressType::kAny, 1).ToString(), "blank");
  EXPECT_EQ(PeerAddress(one.get(), AddressType::kAny, 1).ToString(), "blank");
}

}  // namespace
}  // namespace grpc_perf_msgr::msgr2
