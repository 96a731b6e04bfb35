#include "client/report/json.h"

#include <fcntl.h>
#include <google/protobuf/stubs/common.h>
#include <google/protobuf/util/json_util.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "client/report/output_file.h"

namespace grpc_perf_msgr {
namespace {

namespace fs = std::filesystem;

constexpr char kTask[] = "write JSON to";

// Writes a new file and puts it in the place of `output`.
absl::Status Replace(const OutputFile& output, const std::string& text) {
  // A symbolic link stays; the file that it names is replaced.
  std::error_code unresolved;
  const fs::path resolved = fs::canonical(output.path(), unresolved);
  const std::string target = unresolved ? output.path() : resolved.string();
  // Programs in containers share process ids: the time makes it unique.
  const std::string temporary = absl::StrCat(
      target, ".", getpid(), ".",
      std::chrono::system_clock::now().time_since_epoch().count(), ".tmp");
  const int fd =
      open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd < 0) {
    return output.ErrnoError(errno, "no file can be made beside it");
  }
  int error = WriteAllAndClose(fd, text);
  if (error == 0 && rename(temporary.c_str(), target.c_str()) != 0) {
    error = errno;
  }
  if (error == 0) return absl::OkStatus();
  unlink(temporary.c_str());
  return output.ErrnoError(error, "nothing was written there");
}

// Reads `text`; an empty string or what is wrong with it.
std::string Read(const std::string& text, bool ignore_unknown,
                 v1::Result& result) {
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = ignore_unknown;
  const auto status =
      google::protobuf::util::JsonStringToMessage(text, &result, options);
  if (status.ok()) return "";
  const auto message = status.message();
  return std::string(message.data(), message.size());
}

}  // namespace

absl::StatusOr<std::string> FormatJson(const v1::Result& result) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.preserve_proto_field_names = true;
#if GOOGLE_PROTOBUF_VERSION >= 5026000
  options.always_print_fields_with_no_presence = true;
#else
  options.always_print_primitive_fields = true;
#endif
  std::string text;
  const auto status =
      google::protobuf::util::MessageToJsonString(result, &text, options);
  if (!status.ok()) {
    return absl::InternalError(absl::StrCat(
        "the result can't be written as JSON: ",
        std::string(status.message().data(), status.message().size())));
  }
  if (text.empty() || text.back() != '\n') text.push_back('\n');
  return text;
}

absl::StatusOr<v1::Result> ParseJson(const std::string& text) {
  v1::Result result;
  const std::string trouble = Read(text, false, result);
  if (!trouble.empty()) {
    // Another version's fields are no surprise: say that it is another version.
    result.Clear();
    if (!Read(text, true, result).empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat("not the JSON of a result: ", trouble));
    }
  }
  if (result.schema_version() != kResultSchemaVersion) {
    return absl::InvalidArgumentError(absl::StrCat(
        "schema_version must be ", kResultSchemaVersion, ", got ",
        result.schema_version(),
        result.schema_version() == 0
            ? ": not the JSON of a result"
            : ": read this result with the version that wrote it"));
  }
  if (!trouble.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("not the JSON of a result: ", trouble));
  }
  return result;
}

absl::Status CheckJsonPath(const std::string& path) {
  return OutputFile(kTask, path).Check();
}

absl::Status WriteJson(const std::string& path, const v1::Result& result) {
  const auto text = FormatJson(result);
  if (!text.ok()) return text.status();
  const OutputFile output(kTask, path);
  return output.IsSpecial() ? output.WriteSpecial(*text)
                            : Replace(output, *text);
}

}  // namespace grpc_perf_msgr
