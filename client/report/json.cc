#include "client/report/json.h"

#include <fcntl.h>
#include <google/protobuf/stubs/common.h>
#include <google/protobuf/util/json_util.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <system_error>

#include "absl/strings/str_cat.h"

namespace grpc_perf_msgr {
namespace {

namespace fs = std::filesystem;

absl::Status ErrnoStatus(int error, const std::string& path,
                         const std::string& advice) {
  return absl::Status(
      absl::ErrnoToStatusCode(error),
      absl::StrCat("can't write JSON to \"", path, "\": ",
                   std::generic_category().message(error), "; ", advice));
}

// The descriptor of standard output or standard error when `path` is where that
// goes, even into a regular file; else -1. That
// file must not be replaced: the program goes on printing into it.
int StandardStream(const std::string& path) {
  struct stat named = {};
  if (stat(path.c_str(), &named) != 0) return -1;
  for (const int fd : {STDOUT_FILENO, STDERR_FILENO}) {
    struct stat standard = {};
    if (fstat(fd, &standard) == 0 && named.st_dev == standard.st_dev &&
        named.st_ino == standard.st_ino) {
      return fd;
    }
  }
  return -1;
}

// Whether `path` is something else than a regular file: a terminal, a pipe.
bool IsSpecial(const std::string& path) {
  std::error_code error;
  const auto status = fs::status(path, error);
  return fs::exists(status) && !fs::is_regular_file(status);
}

std::string FolderOf(const std::string& path) {
  const std::string folder = fs::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

// Writes all of `text` and closes `fd`. 0 or an errno.
int WriteAndClose(int fd, const std::string& text) {
  size_t written = 0;
  int error = 0;
  while (error == 0 && written < text.size()) {
    const ssize_t put = write(fd, text.data() + written, text.size() - written);
    if (put > 0) {
      written += static_cast<size_t>(put);
    } else if (put == 0 || errno != EINTR) {
      error = put == 0 ? EIO : errno;
    }
  }
  // Some file systems tell only here that the disk is full.
  if (close(fd) != 0 && error == 0) error = errno;
  return error;
}

absl::Status WriteInPlace(const std::string& path, const std::string& text) {
  int fd = -1;
  if (const int stream_fd = StandardStream(path); stream_fd >= 0) {
    std::cout.flush();
    std::fflush(stdout);
    fd = dup(stream_fd);
  } else {
    fd = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  }
  if (fd < 0) return ErrnoStatus(errno, path, "it can't be opened for writing");
  const int error = WriteAndClose(fd, text);
  if (error == 0) return absl::OkStatus();
  return ErrnoStatus(error, path, "what was written is incomplete");
}

absl::Status WriteWhole(const std::string& path, const std::string& text) {
  // A symbolic link stays; the file that it names is replaced.
  std::error_code unresolved;
  const fs::path resolved = fs::canonical(path, unresolved);
  const std::string target = unresolved ? path : resolved.string();
  // Programs in containers share process ids: the time makes it unique.
  const std::string temporary = absl::StrCat(
      target, ".", getpid(), ".",
      std::chrono::system_clock::now().time_since_epoch().count(), ".tmp");
  const int fd =
      open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd < 0) {
    return ErrnoStatus(errno, path, "no file can be made beside it");
  }
  int error = WriteAndClose(fd, text);
  if (error == 0 && rename(temporary.c_str(), target.c_str()) != 0) {
    error = errno;
  }
  if (error == 0) return absl::OkStatus();
  unlink(temporary.c_str());
  return ErrnoStatus(error, path, "nothing was written there");
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
  if (StandardStream(path) >= 0) return absl::OkStatus();
  std::error_code error;
  if (fs::is_directory(path, error)) {
    return absl::FailedPreconditionError(
        absl::StrCat("can't write JSON to \"", path,
                     "\": it is a folder; name a file in it"));
  }
  if (IsSpecial(path)) {
    if (access(path.c_str(), W_OK) == 0) return absl::OkStatus();
    return ErrnoStatus(errno, path, "name a file that this user can write to");
  }
  if (access(FolderOf(path).c_str(), W_OK | X_OK) == 0) {
    return absl::OkStatus();
  }
  const int access_error = errno;
  return ErrnoStatus(
      access_error, path,
      access_error == ENOENT
          ? "create its folder first"
          : "name a file in a folder that this user can write to");
}

absl::Status WriteJson(const std::string& path, const v1::Result& result) {
  const auto text = FormatJson(result);
  if (!text.ok()) return text.status();
  if (StandardStream(path) >= 0 || IsSpecial(path)) {
    return WriteInPlace(path, *text);
  }
  return WriteWhole(path, *text);
}

}  // namespace grpc_perf_msgr
