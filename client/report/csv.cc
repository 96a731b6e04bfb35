#include "client/report/csv.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "client/report/columns.h"
#include "client/report/output_file.h"

namespace grpc_perf_msgr {
namespace {

constexpr char kCsvTask[] = "append CSV to";

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

absl::StatusOr<File> Open(const OutputFile& output, int flags) {
  const int fd = open(output.path().c_str(), flags | O_CLOEXEC, 0666);
  if (fd >= 0) return File(fd);
  const int error = errno;
  return output.ErrnoError(
      error, error == ENOENT ? "create its folder first"
                             : "name a file that this user can read and write");
}

// The size of a file whose content lets a row be added after it.
absl::StatusOr<off_t> CheckContent(const OutputFile& output, const File& file) {
  struct stat status = {};
  if (fstat(file.fd(), &status) != 0) {
    return output.ErrnoError(errno, "its size can't be read");
  }
  const off_t size = status.st_size;
  if (size == 0) return size;
  const std::string header = FormatCsvHeader();
  std::string begin(header.size(), '\0');
  const ssize_t got = pread(file.fd(), begin.data(), begin.size(), 0);
  if (got < 0) return output.ErrnoError(errno, "its header can't be read");
  begin.resize(static_cast<size_t>(got));
  if (begin != header) {
    return output.Error(
        "its first line is not the header that this version writes; name "
        "another file or move this one away");
  }
  char last = '\0';
  if (pread(file.fd(), &last, 1, size - 1) != 1 || last != '\n') {
    return output.Error(
        "its last line is cut short; complete or delete that line, or name "
        "another file");
  }
  return size;
}

}  // namespace

std::string CsvField(const std::string& field) {
  if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
  return absl::StrCat("\"", absl::StrReplaceAll(field, {{"\"", "\"\""}}), "\"");
}

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
                          CsvField(FormatValue(column, column.get(result))));
                    }),
      "\n");
}

absl::Status CheckCsvPath(const std::string& path) {
  const OutputFile output(kCsvTask, path);
  std::error_code error;
  const auto type = std::filesystem::status(path, error).type();
  if (output.IsSpecial() || type == std::filesystem::file_type::not_found) {
    return output.Check();
  }
  if (error) return output.ErrnoError(error.value(), "it can't be looked at");
  const auto file = Open(output, O_RDWR);
  if (!file.ok()) return file.status();
  return CheckContent(output, *file).status();
}

absl::Status AppendCsv(const std::string& path, const v1::Result& result) {
  const OutputFile output(kCsvTask, path);
  const std::string row = FormatCsvRow(result);
  const std::string header_and_row = absl::StrCat(FormatCsvHeader(), row);
  if (output.IsSpecial()) return output.WriteSpecial(header_and_row);
  const auto file = Open(output, O_RDWR | O_APPEND | O_CREAT);
  if (!file.ok()) return file.status();
  // Two runs that end together must not both write the header.
  while (flock(file->fd(), LOCK_EX) != 0) {
    if (errno != EINTR) return output.ErrnoError(errno, "it can't be locked");
  }
  const auto size = CheckContent(output, *file);
  if (!size.ok()) return size.status();
  const int error = WriteAll(file->fd(), *size > 0 ? row : header_and_row);
  if (error == 0) return absl::OkStatus();
  // Half a row would spoil the file for the next run.
  const bool restored = ftruncate(file->fd(), *size) == 0;
  return output.ErrnoError(error, restored ? "the file is as it was before"
                                           : "what was written is incomplete");
}

}  // namespace grpc_perf_msgr
