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

bool AbslParseFlag(absl::string_view text, Codec* codec, std::string* error) {
  for (const Codec known : {Codec::kProtobuf, Codec::kBytes}) {
    if (text == AbslUnparseFlag(known)) {
      *codec = known;
      return true;
    }
  }
  *error = absl::StrCat("codec must be protobuf or bytes, got \"", text, "\"");
  return false;
}

std::string AbslUnparseFlag(Codec codec) {
  return codec == Codec::kProtobuf ? "protobuf" : "bytes";
}

bool AbslParseFlag(absl::string_view text, Api* api, std::string* error) {
  for (const Api known :
       {Api::kStream, Api::kCallback, Api::kUnary, Api::kStreams}) {
    if (text == AbslUnparseFlag(known)) {
      *api = known;
      return true;
    }
  }
  *error = absl::StrCat(
      "api must be stream, callback, unary or streams, got \"", text, "\"");
  return false;
}

std::string AbslUnparseFlag(Api api) {
  switch (api) {
    case Api::kStream:
      return "stream";
    case Api::kCallback:
      return "callback";
    case Api::kUnary:
      return "unary";
    case Api::kStreams:
      return "streams";
  }
  return "";
}

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

std::string AddressHelp(size_t indent) {
  std::string help = absl::StrCat("[", DefaultTransport().word,
                                  "://]host:port, [::1]:port or unix:PATH");
  for (const TransportRow& row : kTransports) {
    if (!row.is_scheme() || row.word == DefaultTransport().word) continue;
    absl::StrAppend(&help, ";\n", std::string(indent, ' '), row.word, "://",
                    row.other_prefix.empty() ? "" : " or ", row.other_prefix,
                    " for ", row.label,
                    row.why_no_unix.empty() ? "" : " (no unix:PATH)");
  }
  return help;
}

}  // namespace grpc_perf_msgr
