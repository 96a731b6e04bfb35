#include "client/report/output_file.h"

#include <fcntl.h>
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

namespace fs = std::filesystem;

absl::Status OutputFile::Error(absl::string_view what) const {
  return absl::FailedPreconditionError(
      absl::StrCat("can't ", task_, " \"", path_, "\": ", what));
}

absl::Status OutputFile::ErrnoError(int error, absl::string_view advice) const {
  const absl::Status status =
      Error(absl::StrCat(std::generic_category().message(error), "; ", advice));
  return absl::Status(absl::ErrnoToStatusCode(error), status.message());
}

int OutputFile::StandardStream() const {
  struct stat named = {};
  if (stat(path_.c_str(), &named) != 0) return -1;
  for (const int fd : {STDOUT_FILENO, STDERR_FILENO}) {
    struct stat standard = {};
    if (fstat(fd, &standard) == 0 && named.st_dev == standard.st_dev &&
        named.st_ino == standard.st_ino) {
      return fd;
    }
  }
  return -1;
}

bool OutputFile::IsSpecial() const {
  if (StandardStream() >= 0) return true;
  std::error_code error;
  const fs::file_status status = fs::status(path_, error);
  return fs::exists(status) && !fs::is_regular_file(status);
}

absl::Status OutputFile::Check() const {
  if (StandardStream() >= 0) return absl::OkStatus();
  std::error_code error;
  if (fs::is_directory(path_, error)) {
    return Error("it is a folder; name a file in it");
  }
  if (IsSpecial()) {
    if (access(path_.c_str(), W_OK) == 0) return absl::OkStatus();
    return ErrnoError(errno, "name a file that this user can write to");
  }
  const std::string parent = fs::path(path_).parent_path().string();
  const std::string folder = parent.empty() ? "." : parent;
  if (access(folder.c_str(), W_OK | X_OK) == 0) return absl::OkStatus();
  const int access_error = errno;
  return ErrnoError(
      access_error,
      access_error == ENOENT
          ? "create its folder first"
          : "name a file in a folder that this user can write to");
}

absl::Status OutputFile::WriteSpecial(absl::string_view text) const {
  int fd = -1;
  if (const int stream_fd = StandardStream(); stream_fd >= 0) {
    std::cout.flush();
    std::fflush(stdout);
    fd = dup(stream_fd);
  } else {
    fd = open(path_.c_str(), O_WRONLY | O_CLOEXEC);
  }
  if (fd < 0) return ErrnoError(errno, "it can't be opened for writing");
  const int error = WriteAllAndClose(fd, text);
  if (error == 0) return absl::OkStatus();
  return ErrnoError(error, "what was written is incomplete");
}

absl::Status OutputFile::Replace(absl::string_view text) const {
  // A symbolic link stays; the file that it names is replaced.
  std::error_code unresolved;
  const fs::path resolved = fs::canonical(path_, unresolved);
  const std::string target = unresolved ? path_ : resolved.string();
  // Programs in containers share process ids: the time makes it unique.
  const std::string temporary = absl::StrCat(
      target, ".", getpid(), ".",
      std::chrono::system_clock::now().time_since_epoch().count(), ".tmp");
  const int fd =
      open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd < 0) {
    return ErrnoError(errno, "no file can be made beside it");
  }
  int error = WriteAllAndClose(fd, text);
  if (error == 0 && rename(temporary.c_str(), target.c_str()) != 0) {
    error = errno;
  }
  if (error == 0) return absl::OkStatus();
  unlink(temporary.c_str());
  return ErrnoError(error, "nothing was written there");
}

int WriteAll(int fd, absl::string_view text) {
  while (!text.empty()) {
    const ssize_t put = write(fd, text.data(), text.size());
    if (put > 0) {
      text.remove_prefix(static_cast<size_t>(put));
    } else if (put == 0) {
      return EIO;
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

int WriteAllAndClose(int fd, absl::string_view text) {
  const int error = WriteAll(fd, text);
  // Some file systems tell only here that the disk is full.
  if (close(fd) != 0 && error == 0) return errno;
  return error;
}

}  // namespace grpc_perf_msgr
