#include "common/warnings.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace grpc_perf_msgr {
namespace {

using v1::Warning;

// The end of what is said of `a` and of `b`; NEITHER is no part of BOTH.
bool CanJoin(Warning::End a, Warning::End b) {
  return (a == Warning::NEITHER) == (b == Warning::NEITHER);
}

const char* EndName(Warning::End end) {
  switch (end) {
    case Warning::CLIENT:
      return "client: ";
    case Warning::SERVER:
      return "server: ";
    case Warning::BOTH:
      return "client and server: ";
    default:
      return "";
  }
}

}  // namespace

v1::Warning MakeWarning(v1::Warning::Kind kind, v1::Warning::End end,
                        const std::string& text) {
  v1::Warning warning;
  warning.set_kind(kind);
  warning.set_end(end);
  warning.set_text(text);
  return warning;
}

void AddWarning(const v1::Warning& warning, Warnings& warnings) {
  const auto known = std::find_if(warnings.begin(), warnings.end(),
                                  [&](const v1::Warning& other) {
                                    return other.kind() == warning.kind() &&
                                           other.text() == warning.text() &&
                                           CanJoin(other.end(), warning.end());
                                  });
  if (known == warnings.end()) {
    *warnings.Add() = warning;
  } else if (known->end() != warning.end()) {
    known->set_end(Warning::BOTH);
  }
}

bool HasWarning(v1::Warning::Kind kind, const Warnings& warnings) {
  return std::any_of(
      warnings.begin(), warnings.end(),
      [kind](const v1::Warning& warning) { return warning.kind() == kind; });
}

std::string WarningText(const v1::Warning& warning) {
  return absl::StrCat(EndName(warning.end()), warning.text());
}

}  // namespace grpc_perf_msgr
