// Where a report is written: a regular file, or something special that is
// written in place, such as a pipe or the program's own standard output.
#ifndef GRPC_PERF_MSGR_CLIENT_REPORT_OUTPUT_FILE_H_
#define GRPC_PERF_MSGR_CLIENT_REPORT_OUTPUT_FILE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace grpc_perf_msgr {

// A path that the user gave for a report. Looks at the file system anew in each
// call; opens nothing but in WriteSpecial.
class OutputFile {
 public:
  // `task` says in errors what can't be done: "write JSON to".
  OutputFile(absl::string_view task, absl::string_view path)
      : task_(task), path_(path) {}

  const std::string& path() const { return path_; }

  // FailedPrecondition: `can't TASK "PATH": WHAT`.
  absl::Status Error(absl::string_view what) const;
  // The same for an errno, its text and `advice`, with its status code.
  absl::Status ErrnoError(int error, absl::string_view advice) const;

  // Whether the path names something else than a regular file (a terminal, a
  // pipe, a folder), or whatever standard output or standard error goes to,
  // even a regular file: that must not be replaced or cut, because the program
  // goes on printing into it.
  bool IsSpecial() const;

  // Whether this user may write to it, if it is special; else whether files can
  // be made in its folder. An error for a folder. Creates and opens nothing:
  // opening a pipe has effects.
  absl::Status Check() const;

  // Makes a regular file of `text`: writes a temporary file beside it and
  // renames that, so it is there whole or not at all. A symbolic link stays.
  absl::Status Replace(absl::string_view text) const;

  // Writes to a special file, after what was printed before if it is standard
  // output or standard error.
  absl::Status WriteSpecial(absl::string_view text) const;

 private:
  // The descriptor, standard output or standard error, that goes to the path;
  // -1 when neither does.
  int StandardStream() const;

  std::string task_;
  std::string path_;
};

// Writes all of `text`. 0, or an errno after which part of it may be written.
int WriteAll(int fd, absl::string_view text);

// The same, and closes `fd` in any case.
int WriteAllAndClose(int fd, absl::string_view text);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_REPORT_OUTPUT_FILE_H_
