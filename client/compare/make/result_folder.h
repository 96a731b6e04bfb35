// The folder that a comparison lives in.
#ifndef GRPC_PERF_MSGR_CLIENT_COMPARE_MAKE_RESULT_FOLDER_H_
#define GRPC_PERF_MSGR_CLIENT_COMPARE_MAKE_RESULT_FOLDER_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/session/socket.h"
#include "proto/comparison.pb.h"

namespace grpc_perf_msgr {

// Reads comparison.json, as ParseRecord.
absl::StatusOr<v1::Comparison> ReadComparison(const std::string& path);

// "results/20240229T235959Z-NAME"; what does not suit a file name becomes "-".
std::string DefaultFolder(const std::string& name, int64_t unix_ns);

// While it lives no other program makes a comparison there.
//
// comparison.json holds the comparison as it was when it was last stored, and
// runs.jsonl the runs made since, one a line: a comparison may have hundreds of
// runs, and writing all of them after each would take longer than the runs. A
// program that is killed thus loses the run that it was making and no other.
class ResultFolder {
 public:
  // Makes the folder, or takes an existing one that holds no comparison.
  static absl::StatusOr<std::unique_ptr<ResultFolder>> Create(
      const std::string& path);
  // A folder that holds one.
  static absl::StatusOr<std::unique_ptr<ResultFolder>> Open(
      const std::string& path);
  ~ResultFolder();
  ResultFolder(const ResultFolder&) = delete;
  ResultFolder& operator=(const ResultFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string File(const std::string& name) const { return path_ + "/" + name; }
  // For logs and records of running programs; removed with this object.
  std::string scratch() const { return File(".running"); }

  // The comparison that is here, with all runs that were made. Warns of a
  // journal whose end is cut.
  absl::StatusOr<v1::Comparison> Load() const;
  // Adds a run to the journal.
  absl::Status AppendRun(const v1::Run& run) const;
  // Writes comparison.json and comparison.csv and drops the journal.
  absl::Status Store(const v1::Comparison& comparison) const;

 private:
  ResultFolder(const std::string& path, Descriptor lock);
  static absl::StatusOr<std::unique_ptr<ResultFolder>> Lock(
      const std::string& path);

  const std::string path_;
  const Descriptor lock_;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_COMPARE_MAKE_RESULT_FOLDER_H_
