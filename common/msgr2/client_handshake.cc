#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/msgr2/bytes.h"
#include "common/msgr2/handshake.h"
#include "common/msgr2/handshake_parts.h"

namespace grpc_perf_msgr::msgr2 {
namespace {

absl::Status RequiredByServer(uint64_t features) {
  return absl::UnimplementedError(absl::StrFormat(
      "the server requires features 0x%x that are not spoken here", features));
}

// AUTH_BAD_METHOD: what the server lets a client choose from instead.
absl::Status RefusedByServer(absl::string_view payload) {
  ByteReader in(payload);
  in.Get<uint32_t>();
  const auto result = in.Get<int32_t>();
  const std::string methods = FormatNumbers(GetNumbers(in));
  const std::string modes = FormatNumbers(GetNumbers(in));
  if (!in.ok()) return CutShort(Tag::kAuthBadMethod);
  return absl::UnauthenticatedError(absl::StrCat(
      "the server refuses authentication \"none\" in mode crc (result ", result,
      "): it allows methods [", methods, "] (1 none, 2 cephx) and modes [",
      modes, "] (1 crc, 2 secure)"));
}

// What a server says in place of what was expected; OK when it is not one of
// the protocol's ways to refuse.
absl::Status Refusal(const ReceivedFrame& frame) {
  ByteReader in(frame.segment[0]);
  switch (frame.tag) {
    case Tag::kAuthBadMethod:
      return RefusedByServer(frame.segment[0]);
    case Tag::kAuthReplyMore:
      return absl::UnimplementedError(
          "the server goes on with authentication (cephx), which is not spoken "
          "here: set its auth_service_required to none");
    case Tag::kIdentMissingFeatures: {
      const auto missing = in.Get<uint64_t>();
      if (!in.ok()) return CutShort(frame.tag);
      return RequiredByServer(missing);
    }
    case Tag::kWait:
    case Tag::kSessionRetry:
    case Tag::kSessionRetryGlobal:
    case Tag::kSessionReset:
      return absl::UnimplementedError(
          absl::StrCat("the server answered with ", TagName(frame.tag),
                       ": it takes this for a connection of another session, "
                       "which is not kept here"));
    default:
      return absl::OkStatus();
  }
}

}  // namespace

std::string ClientHandshake::Start() const { return EncodeBanner(); }

absl::StatusOr<std::string> ClientHandshake::OnBanner(
    absl::string_view bytes) const {
  absl::Status status = CheckBanner(bytes);
  if (!status.ok()) return status;
  ByteWriter request;
  request.Put(kAuthNone).Put(uint32_t{1}).Put(kModeCrc).Put(uint32_t{0});
  return HelloFrame(kClientType, server_) +
         EncodeControlFrame(Tag::kAuthRequest, request.Take());
}

absl::StatusOr<std::string> ClientHandshake::OnFrame(
    const ReceivedFrame& frame) {
  absl::Status refusal = Refusal(frame);
  if (!refusal.ok()) return refusal;
  const absl::string_view payload = frame.segment[0];
  switch (state_) {
    case State::kHello:
      if (frame.tag != Tag::kHello) return OutOfPlace(frame.tag, "HELLO");
      return OnHello(payload);
    case State::kAuthDone:
      if (frame.tag != Tag::kAuthDone) {
        return OutOfPlace(frame.tag, "AUTH_DONE");
      }
      return OnAuthDone(payload);
    case State::kSignature:
      if (frame.tag != Tag::kAuthSignature) {
        return OutOfPlace(frame.tag, "AUTH_SIGNATURE");
      }
      return OnSignature(payload);
    case State::kIdent:
      if (frame.tag != Tag::kServerIdent) {
        return OutOfPlace(frame.tag, "SERVER_IDENT");
      }
      return OnServerIdent(payload);
    case State::kDone:
      break;
  }
  return OutOfPlace(frame.tag, "a message");
}

absl::StatusOr<std::string> ClientHandshake::OnHello(
    absl::string_view payload) {
  ByteReader in(payload);
  in.Get<uint8_t>();
  const absl::StatusOr<EntityAddress> seen = GetAddress(in);
  if (!seen.ok()) return seen.status();
  state_ = State::kAuthDone;
  return std::string();
}

absl::StatusOr<std::string> ClientHandshake::OnAuthDone(
    absl::string_view payload) {
  ByteReader in(payload);
  in.Get<uint64_t>();  // global id
  const auto mode = in.Get<uint32_t>();
  in.GetBytes(in.Get<uint32_t>());  // what authentication has to say
  if (!in.ok()) return CutShort(Tag::kAuthDone);
  if (mode != kModeCrc) {
    return absl::UnimplementedError(absl::StrCat(
        "the server wants connection mode ", mode,
        mode == kModeSecure ? " (secure)" : "",
        ", only 1 (crc) is spoken here: set its ms_cluster_mode to crc"));
  }
  state_ = State::kSignature;
  return SignatureFrame();
}

absl::StatusOr<std::string> ClientHandshake::OnSignature(
    absl::string_view payload) {
  absl::Status status = CheckSignature(payload);
  if (!status.ok()) return status;
  state_ = State::kIdent;
  ByteWriter out;
  PutAddresses({self_}, out);
  PutAddress(server_, out);
  PutIdent(/*global_seq=*/1, /*flags=*/0, cookie_, out);
  return EncodeControlFrame(Tag::kClientIdent, out.Take());
}

absl::StatusOr<std::string> ClientHandshake::OnServerIdent(
    absl::string_view payload) {
  ByteReader in(payload);
  const auto addresses = GetAddresses(in);
  if (!addresses.ok()) return addresses.status();
  const Ident ident = GetIdent(in);
  if (!in.ok()) return CutShort(Tag::kServerIdent);
  if ((ident.required & ~kSupportedFeatures) != 0) {
    return RequiredByServer(ident.required & ~kSupportedFeatures);
  }
  if ((kRequiredFeatures & ~ident.supported) != 0) {
    return MissingFeatures(kRequiredFeatures & ~ident.supported);
  }
  state_ = State::kDone;
  return std::string();
}

}  // namespace grpc_perf_msgr::msgr2
