#include "client/report/csv.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <system_error>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "client/report/columns.h"

namespace grpc_perf_msgr {
namespace {

std::string Quoted(const std::string& field) {
  if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
  return absl::StrCat("\"", absl::StrReplaceAll(field, {{"\"", "\"\""}}), "\"");
}

std::string Trouble(const std::string& path, const std::string& what) {
  return absl::StrCat("can't append CSV to \"", path, "\": ", what);
}

absl::Status ErrnoStatus(int error, const std::string& path,
                         const std::string& advice) {
  return absl::Status(
      absl::ErrnoToStatusCode(error),
      Trouble(path, absl::StrCat(std::generic_category().message(error), "; ",
                                 advice)));
}

// An open file; closed with this.
class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  File(File&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  File& operator=(File&&) = delete;
  ~File() {
    if (fd_ >= 0) close(fd_);
  }
  int fd() const { return fd_; }

 private:
  int fd_;
};

// The descriptor of standard output or standard error when `path` is where that
// goes, even into a regular file; else -1. Then
// rows go to that descriptor: what else is printed there must stay whole.
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

absl::StatusOr<File> Open(const std::string& path, int flags) {
  const int fd = open(path.c_str(), flags | O_CLOEXEC, 0666);
  if (fd >= 0) return File(fd);
  const int error = errno;
  return ErrnoStatus(error, path,
                     error == ENOENT
                         ? "create its folder first"
                         : "name a file that this user can read and write");
}

// What an open file looks like.
struct Shape {
  bool regular = false;
  off_t size = 0;
};

absl::StatusOr<Shape> ReadShape(const std::string& path, const File& file) {
  struct stat status = {};
  if (fstat(file.fd(), &status) != 0) {
    return ErrnoStatus(errno, path, "its size can't be read");
  }
  return Shape{S_ISREG(status.st_mode), status.st_size};
}

// Whether the content of a regular file lets a row be added after it.
absl::Status CheckContent(const std::string& path, const File& file,
                          off_t size) {
  if (size == 0) return absl::OkStatus();
  const std::string header = FormatCsvHeader();
  std::string begin(header.size(), '\0');
  const ssize_t got = pread(file.fd(), begin.data(), begin.size(), 0);
  if (got < 0) return ErrnoStatus(errno, path, "its header can't be read");
  begin.resize(static_cast<size_t>(got));
  if (begin != header) {
    return absl::FailedPreconditionError(
        Trouble(path,
                "its first line is not the header that this version writes; "
                "name another file or move this one away"));
  }
  char last = '\0';
  if (pread(file.fd(), &last, 1, size - 1) != 1 || last != '\n') {
    return absl::FailedPreconditionError(
        Trouble(path,
                "its last line is cut short; complete or delete that line, or "
                "name another file"));
  }
  return absl::OkStatus();
}

// Writes all of it; a regular file is put back to `old_size` when that fails.
absl::Status Append(const std::string& path, const File& file,
                    const Shape& shape, const std::string& text) {
  size_t written = 0;
  while (written < text.size()) {
    const ssize_t put =
        write(file.fd(), text.data() + written, text.size() - written);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) {
      const int error = errno;
      // Half a row would spoil the file for the next run.
      const bool restored =
          shape.regular && ftruncate(file.fd(), shape.size) == 0;
      return ErrnoStatus(error, path,
                         restored ? "the file is as it was before"
                                  : "what was written is incomplete");
    }
    written += static_cast<size_t>(put);
  }
  return absl::OkStatus();
}

absl::Status CheckFolder(const std::string& path) {
  const std::string parent = std::filesystem::path(path).parent_path().string();
  const std::string folder = parent.empty() ? "." : parent;
  if (access(folder.c_str(), W_OK | X_OK) == 0) return absl::OkStatus();
  const int error = errno;
  return ErrnoStatus(
      error, path,
      error == ENOENT ? "create its folder first"
                      : "name a file in a folder that this user can write to");
}

}  // namespace

std::string FormatCsvHeader() {
  return absl::StrCat(absl::StrJoin(Columns(), ",",
                                    [](std::string* out, const Column& column) {
                                      out->append(column.name);
                                    }),
                      "\n");
}

std::string FormatCsvRow(const v1::Result& result) {
  return absl::StrCat(
      absl::StrJoin(Columns(), ",",
                    [&](std::string* out, const Column& column) {
                      out->append(
                          Quoted(FormatValue(column, column.get(result))));
                    }),
      "\n");
}

absl::Status CheckCsvPath(const std::string& path) {
  if (StandardStream(path) >= 0) return absl::OkStatus();
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) {
    return CheckFolder(path);
  }
  if (error) return ErrnoStatus(error.value(), path, "it can't be looked at");
  if (std::filesystem::is_directory(status)) {
    return absl::FailedPreconditionError(
        Trouble(path, "it is a folder; name a file in it"));
  }
  if (!std::filesystem::is_regular_file(status)) {
    // Opening a pipe has effects; ask only.
    if (access(path.c_str(), W_OK) == 0) return absl::OkStatus();
    return ErrnoStatus(errno, path, "name a file that this user can write to");
  }
  const auto file = Open(path, O_RDWR);
  if (!file.ok()) return file.status();
  const auto shape = ReadShape(path, *file);
  if (!shape.ok()) return shape.status();
  return CheckContent(path, *file, shape->size);
}

absl::Status AppendCsv(const std::string& path, const v1::Result& result) {
  const std::string row = FormatCsvRow(result);
  if (const int stream_fd = StandardStream(path); stream_fd >= 0) {
    std::cout.flush();
    std::fflush(stdout);
    const File file(dup(stream_fd));
    return Append(path, file, Shape(), absl::StrCat(FormatCsvHeader(), row));
  }
  std::error_code error;
  const auto type = std::filesystem::status(path, error).type();
  const bool stream = type != std::filesystem::file_type::not_found &&
                      type != std::filesystem::file_type::regular;
  const auto file = Open(path, stream ? O_WRONLY : O_RDWR | O_APPEND | O_CREAT);
  if (!file.ok()) return file.status();
  if (stream) {
    return Append(path, *file, Shape(), absl::StrCat(FormatCsvHeader(), row));
  }
  // Two runs that end together must not both write the header.
  while (flock(file->fd(), LOCK_EX) != 0) {
    if (errno != EINTR) return ErrnoStatus(errno, path, "it can't be locked");
  }
  const auto shape = ReadShape(path, *file);
  if (!shape.ok()) return shape.status();
  absl::Status content = CheckContent(path, *file, shape->size);
  if (!content.ok()) return content;
  return Append(path, *file, *shape,
                shape->size > 0 ? row : absl::StrCat(FormatCsvHeader(), row));
}

}  // namespace grpc_perf_msgr
