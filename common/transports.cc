#include "common/transports.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace grpc_perf_msgr {
namespace {

template <typename Word>
void AddOnce(Word word, std::vector<Word>& words) {
  if (std::find(words.begin(), words.end(), word) == words.end()) {
    words.push_back(word);
  }
}

}  // namespace

std::vector<Codec> TransportRow::codecs() const {
  std::vector<Codec> words;
  for (const Way& way : ways) AddOnce(way.codec, words);
  return words;
}

std::vector<Api> TransportRow::apis() const {
  std::vector<Api> words;
  for (const Way& way : ways) AddOnce(way.api, words);
  return words;
}

std::string TransportRow::ApisWith(Codec codec) const {
  std::vector<std::string> words;
  for (const Way& way : ways) {
    if (way.codec == codec) words.push_back(AbslUnparseFlag(way.api));
  }
  return absl::StrJoin(words, " or ");
}

const TransportRow& TransportOf(absl::string_view word) {
  const TransportRow* const row = FindTransport(word);
  if (row == nullptr) {
    std::cerr << "no transport \"" << word << "\"\n";
    std::abort();
  }
  return *row;
}

std::vector<absl::string_view> SchemeWords() {
  std::vector<absl::string_view> words;
  for (const TransportRow& row : kTransports) {
    if (row.is_scheme()) words.push_back(row.word);
  }
  return words;
}

std::vector<absl::string_view> SchemesWith(Api api) {
  std::vector<absl::string_view> words;
  for (const TransportRow& row : kTransports) {
    if (row.is_scheme() && row.Has(api)) words.push_back(row.word);
  }
  return words;
}

std::string InProcessAddresses() {
  std::vector<absl::string_view> addresses;
  for (const TransportRow& row : kTransports) {
    if (row.in_process()) addresses.push_back(row.own_address);
  }
  return absl::StrJoin(addresses, " or ");
}

std::string AddressHelp(size_t indent) {
  std::string help = absl::StrCat("[", DefaultTransport().word,
                                  "://]host:port, [::1]:port or unix:PATH");
  for (const TransportRow& row : kTransports) {
    if (!row.is_scheme() || row.in_process()) continue;
    if (row.word == DefaultTransport().word) continue;
    absl::StrAppend(&help, ";\n", std::string(indent, ' '), row.word, "://",
                    row.other_prefix.empty() ? "" : " or ", row.other_prefix,
                    " for ", row.label,
                    row.why_no_unix.empty() ? "" : " (no unix:PATH)");
  }
  return help;
}

}  // namespace grpc_perf_msgr
