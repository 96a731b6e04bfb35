#include "common/way.h"

#include "absl/strings/str_cat.h"

namespace grpc_perf_msgr {

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

}  // namespace grpc_perf_msgr
