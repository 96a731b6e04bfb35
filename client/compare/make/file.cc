#include "client/compare/make/file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "client/report/output_file.h"

namespace grpc_perf_msgr {

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    return absl::FailedPreconditionError(
        absl::StrCat("can't read \"", path, "\": it is a folder"));
  }
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return absl::ErrnoToStatus(errno,
                               absl::StrCat("can't read \"", path, "\""));
  }
  std::string text((std::istreambuf_iterator<char>(file)),
                   std::istreambuf_iterator<char>());
  if (file.bad()) {
    return absl::DataLossError(
        absl::StrCat("can't read all of \"", path, "\""));
  }
  return text;
}

absl::Status WriteFile(const std::string& path, absl::string_view text) {
  const OutputFile output("write", path);
  return output.IsSpecial() ? output.Check() : output.Replace(text);
}

absl::Status AppendLine(const std::string& path, absl::string_view line) {
  const OutputFile output("append to", path);
  const int fd =
      open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (fd < 0) return output.ErrnoError(errno, "it can't be opened");
  const int error = WriteAllAndClose(fd, absl::StrCat(line, "\n"));
  if (error == 0) return absl::OkStatus();
  return output.ErrnoError(error, "what was written is incomplete");
}

absl::StatusOr<std::string> FindProgram(const std::string& bin_dir,
                                        const std::string& name) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path folder =
      bin_dir.empty() ? fs::read_symlink("/proc/self/exe", error).parent_path()
                      : fs::path(bin_dir);
  const std::string path = (folder / name).string();
  if (!fs::is_directory(path, error) && access(path.c_str(), X_OK) == 0) {
    return path;
  }
  return absl::NotFoundError(
      absl::StrCat("there is no program \"", path,
                   "\"; --bin_dir names the folder that it is in"));
}

}  // namespace grpc_perf_msgr
