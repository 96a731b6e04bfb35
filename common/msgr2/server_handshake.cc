#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/msgr2/bytes.h"
#include "common/msgr2/handshake.h"
#include "common/msgr2/handshake_parts.h"

namespace grpc_perf_msgr::msgr2 {
namespace {

// SERVER_IDENT: the session is not kept when the connection ends.
constexpr uint64_t kFlagLossy = 1;
constexpr int32_t kNotSupported = -95;  // -EOPNOTSUPP, as on Linux

}  // namespace

std::string ServerHandshake::Start() const { return EncodeBanner(); }

ServerHandshake::Answer ServerHandshake::OnBanner(
    absl::string_view bytes) const {
  absl::Status status = CheckBanner(bytes);
  if (!status.ok()) return {"", status};
  return {HelloFrame(kOsdType, client_), absl::OkStatus()};
}

ServerHandshake::Answer ServerHandshake::OnFrame(const ReceivedFrame& frame) {
  const absl::string_view payload = frame.segment[0];
  switch (state_) {
    case State::kHello:
      if (frame.tag != Tag::kHello) break;
      return OnHello(payload);
    case State::kAuthRequest:
      if (frame.tag != Tag::kAuthRequest) break;
      return OnAuthRequest(payload);
    case State::kSignature:
      if (frame.tag != Tag::kAuthSignature) break;
      return OnSignature(payload);
    case State::kIdent:
      if (frame.tag == Tag::kSessionReconnect) {
        // There is no session to go on with: the client may start a new one.
        return {EncodeControlFrame(Tag::kSessionReset, absl::string_view("\1")),
                absl::OkStatus()};
      }
      if (frame.tag != Tag::kClientIdent) break;
      return OnClientIdent(payload);
    case State::kDone:
      break;
  }
  constexpr const char* kExpected[] = {
      "HELLO", "AUTH_REQUEST", "AUTH_SIGNATURE", "CLIENT_IDENT", "a message"};
  return {"", OutOfPlace(frame.tag, kExpected[static_cast<size_t>(state_)])};
}

ServerHandshake::Answer ServerHandshake::OnHello(absl::string_view payload) {
  ByteReader in(payload);
  in.Get<uint8_t>();
  const absl::StatusOr<EntityAddress> dialled = GetAddress(in);
  if (!dialled.ok()) return {"", dialled.status()};
  state_ = State::kAuthRequest;
  return {"", absl::OkStatus()};
}

ServerHandshake::Answer ServerHandshake::OnAuthRequest(
    absl::string_view payload) {
  ByteReader in(payload);
  const auto method = in.Get<uint32_t>();
  const std::vector<uint32_t> modes = GetNumbers(in);
  in.GetBytes(in.Get<uint32_t>());  // what authentication has to say
  const bool crc = std::count(modes.begin(), modes.end(), kModeCrc) > 0;
  if (!in.ok()) return {"", CutShort(Tag::kAuthRequest)};
  if (!crc || method != kAuthNone) {
    ByteWriter out;
    out.Put(method).Put(kNotSupported);
    out.Put(uint32_t{1}).Put(kAuthNone).Put(uint32_t{1}).Put(kModeCrc);
    return {EncodeControlFrame(Tag::kAuthBadMethod, out.Take()),
            absl::UnimplementedError(
                crc ? absl::StrCat("the client wants authentication method ",
                                   method, ", only 1 (none) is spoken here")
                    : absl::StrCat("the client allows connection modes [",
                                   FormatNumbers(modes),
                                   "] (2 secure), only 1 (crc) is spoken here: "
                                   "set its ms_client_mode to crc"))};
  }
  state_ = State::kSignature;
  ByteWriter done;
  done.Put(uint64_t{0}).Put(kModeCrc).Put(uint32_t{0});
  return {EncodeControlFrame(Tag::kAuthDone, done.Take()) + SignatureFrame(),
          absl::OkStatus()};
}

ServerHandshake::Answer ServerHandshake::OnSignature(
    absl::string_view payload) {
  absl::Status status = CheckSignature(payload);
  if (status.ok()) state_ = State::kIdent;
  return {"", status};
}

ServerHandshake::Answer ServerHandshake::OnClientIdent(
    absl::string_view payload) {
  ByteReader in(payload);
  const auto addresses = GetAddresses(in);
  if (!addresses.ok()) return {"", addresses.status()};
  const absl::StatusOr<EntityAddress> dialled = GetAddress(in);
  if (!dialled.ok()) return {"", dialled.status()};
  const Ident ident = GetIdent(in);
  if (!in.ok()) return {"", CutShort(Tag::kClientIdent)};
  if ((kRequiredFeatures & ~ident.supported) != 0) {
    const uint64_t missing = kRequiredFeatures & ~ident.supported;
    return {EncodeControlFrame(Tag::kIdentMissingFeatures,
                               ByteWriter().Put(missing).Take()),
            MissingFeatures(missing)};
  }
  if ((ident.required & ~kSupportedFeatures) != 0) {
    return {"",
            absl::UnimplementedError(absl::StrFormat(
                "the client requires features 0x%x that are not spoken here",
                ident.required & ~kSupportedFeatures))};
  }
  state_ = State::kDone;
  // A client insists on the very address that it dialled, which a server behind
  // a forwarded port does not know by itself.
  const bool blank = dialled->socket_address.ss_family == AF_UNSPEC;
  ByteWriter out;
  PutAddresses({blank ? self_ : *dialled}, out);
  PutIdent(global_seq_, kFlagLossy, /*cookie=*/0, out);
  return {EncodeControlFrame(Tag::kServerIdent, out.Take()), absl::OkStatus()};
}

}  // namespace grpc_perf_msgr::msgr2
