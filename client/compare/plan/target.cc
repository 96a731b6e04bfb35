#include "client/compare/plan/target.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "client/compare/plan/ceph_target.h"
#include "common/endpoint.h"
#include "common/grpc_args.h"
#include "common/options/record.h"
#include "common/options/table.h"
#include "common/transports.h"

namespace grpc_perf_msgr {
namespace {

constexpr size_t kMaxTargetNameLength = 40;

// One of `words`, the first when it was left out.
absl::Status CompleteWord(const std::string& field,
                          const std::vector<std::string>& words,
                          std::string& value) {
  if (value.empty()) value = words[0];
  if (std::find(words.begin(), words.end(), value) != words.end()) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat(field, " must be ",
                                                 absl::StrJoin(words, " or "),
                                                 ", got \"", value, "\""));
}

absl::Status CheckName(const std::string& where, const std::string& name) {
  const bool printable = std::all_of(name.begin(), name.end(), [](char c) {
    return !absl::ascii_iscntrl(static_cast<unsigned char>(c));
  });
  if (printable && !name.empty() && name.size() <= kMaxTargetNameLength) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat(where, ".name must be 1..", kMaxTargetNameLength,
                   " printable characters, got \"",
                   printable ? name : "(control characters)", "\""));
}

// Words of the flags' enumerations.
template <typename Word>
std::vector<std::string> Words(const std::vector<Word>& values) {
  std::vector<std::string> words;
  words.reserve(values.size());
  for (const Word value : values) words.push_back(AbslUnparseFlag(value));
  return words;
}

absl::Status CompleteTransport(const std::string& where, v1::Target& target) {
  std::vector<std::string> words;
  words.reserve(kTransports.size());
  for (const TransportRow& row : kTransports) words.emplace_back(row.word);
  return CompleteWord(absl::StrCat(where, ".transport"), words,
                      *target.mutable_transport());
}

absl::Status CompleteApi(const std::string& where,
                         const TransportRow& transport, v1::Target& target) {
  if (transport.has_apis()) {
    return CompleteWord(absl::StrCat(where, ".api"), Words(transport.apis()),
                        *target.mutable_api());
  }
  if (target.api().empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(where, ".api must be left out where transport is ",
                   transport.word, ", got \"", target.api(), "\""));
}

absl::Status CheckGrpcArgs(const std::string& where,
                           const TransportRow& transport,
                           const v1::Target& target) {
  if (!transport.takes_grpc_args && !target.grpc_args().empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(where, ".grpc_args must be left out where transport is ",
                     transport.word, ", got \"", target.grpc_args(0), "\""));
  }
  for (int i = 0; i < target.grpc_args_size(); ++i) {
    GrpcArgs args;
    std::string error;
    if (target.grpc_args(i).empty() ||
        !AbslParseFlag(target.grpc_args(i), &args, &error)) {
      return absl::InvalidArgumentError(
          absl::StrCat(where, ".grpc_args[", i, "] must be KEY=VALUE, got \"",
                       target.grpc_args(i), "\""));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckVerify(const std::string& where,
                         const TransportRow& transport,
                         const v1::Target& target) {
  if (!target.verify() || transport.why_no_verify.empty()) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat(where, ".verify must be left out where transport is ",
                   transport.word, ": ", transport.why_no_verify));
}

// Names of digits and dots alone are refused when addresses are read.
bool IsIpAddress(const Endpoint& address) {
  return address.is_ipv6() ||
         address.host.find_first_not_of("0123456789.") == std::string::npos;
}

absl::Status CheckAddresses(const std::string& where, v1::Target& target) {
  const absl::string_view own = TransportOf(target.transport()).own_address;
  if (!own.empty()) {
    if (target.address().empty()) target.set_address(std::string(own));
    if (target.address() == own && target.control().empty()) {
      return absl::OkStatus();
    }
    return absl::InvalidArgumentError(absl::StrCat(
        where, ".address must be ", own, " or left out where transport is ",
        target.transport(), ", and .control left out, got \"", target.address(),
        "\" and \"", target.control(), "\""));
  }
  if (target.address().empty()) {
    if (target.control().empty()) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrCat(
        where, ".control must be left out where address is, got \"",
        target.control(), "\""));
  }
  const auto address = ParseEndpoint(target.address());
  if (!address.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(where, ".address: ", address.status().message()));
  }
  const absl::string_view scheme = TransportOf(target.transport()).scheme;
  if (address->scheme != scheme) {
    return absl::InvalidArgumentError(absl::StrCat(
        where, ".address must be a ", scheme, " address where transport is ",
        target.transport(), ", got \"", target.address(), "\""));
  }
  if (RunsCephClient(target) && !IsIpAddress(*address)) {
    return absl::InvalidArgumentError(
        absl::StrCat(where,
                     ".address must have an IP address, because "
                     "Ceph's client resolves no names, got \"",
                     target.address(), "\""));
  }
  if (!address->is_unix() && address->port == 0) {
    return absl::InvalidArgumentError(
        absl::StrCat(where, ".address needs a port of 1..65535, got \"",
                     target.address(), "\""));
  }
  if (target.control().empty()) return absl::OkStatus();
  const auto control = ParseEndpoint(target.control());
  if (control.ok() && control->transport().serves_control) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat(where, ".control must be a ", ControlTransport().word,
                   " address, got \"", target.control(), "\""));
}

absl::Status CheckLabel(const std::string& where, const v1::Target& target) {
  absl::Status status =
      CheckOption(OptionOf(OptionEnd::kClient, "label"), target.label());
  if (status.ok()) return status;
  return absl::InvalidArgumentError(
      absl::StrCat(where, ".label: ", status.message()));
}

}  // namespace

absl::Status CompleteTarget(const std::string& where, v1::Target& target) {
  absl::Status status = CheckName(where, target.name());
  if (status.ok()) status = CompleteTransport(where, target);
  if (!status.ok()) return status;
  const TransportRow& transport = TransportOf(target.transport());
  status = CompleteWord(absl::StrCat(where, ".codec"),
                        Words(transport.codecs()), *target.mutable_codec());
  if (status.ok()) status = CheckGrpcArgs(where, transport, target);
  if (status.ok()) status = CompleteApi(where, transport, target);
  if (status.ok()) status = CheckVerify(where, transport, target);
  if (status.ok()) status = CompletePrograms(where, target);
  // Ceph's own client has no choice to record.
  if (status.ok() && !RunsCephClient(target)) {
    status = CompleteWord(absl::StrCat(where, ".flush"), {"drain", "message"},
                          *target.mutable_flush());
  }
  if (status.ok()) status = CheckAddresses(where, target);
  if (status.ok()) status = CheckLabel(where, target);
  return status;
}

}  // namespace grpc_perf_msgr
