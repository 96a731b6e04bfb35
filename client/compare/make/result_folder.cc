#include "client/compare/make/result_folder.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "client/compare/make/file.h"
#include "client/compare/make/journal.h"
#include "client/compare/show/comparison_csv.h"
#include "client/report/proto_json.h"

namespace grpc_perf_msgr {
namespace {

namespace fs = std::filesystem;

constexpr char kJson[] = "comparison.json";
constexpr char kCsv[] = "comparison.csv";
constexpr char kJournal[] = "runs.jsonl";

}  // namespace

absl::StatusOr<v1::Comparison> ReadComparison(const std::string& path) {
  const absl::StatusOr<std::string> text = ReadFile(path);
  if (!text.ok()) return text.status();
  absl::StatusOr<v1::Comparison> comparison = ParseComparison(*text);
  if (!comparison.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", path, "\": ", comparison.status().message()));
  }
  return comparison;
}

std::string DefaultFolder(const std::string& name, int64_t unix_ns) {
  std::string suffix = name;
  for (char& c : suffix) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && c != '_' &&
        c != '.') {
      c = '-';
    }
  }
  return absl::StrCat(
      "results/",
      absl::FormatTime("%Y%m%dT%H%M%SZ", absl::FromUnixNanos(unix_ns),
                       absl::UTCTimeZone()),
      "-", suffix);
}

ResultFolder::ResultFolder(const std::string& path, Descriptor lock)
    : path_(path), lock_(std::move(lock)) {}

ResultFolder::~ResultFolder() {
  std::error_code ignored;
  fs::remove_all(scratch(), ignored);
}

absl::StatusOr<std::unique_ptr<ResultFolder>> ResultFolder::Lock(
    const std::string& path) {
  Descriptor lock(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!lock.valid()) {
    return absl::ErrnoToStatus(
        errno, absl::StrCat("can't open the folder \"", path, "\""));
  }
  if (flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    return absl::FailedPreconditionError(absl::StrCat(
        "another program is making a comparison in \"", path, "\""));
  }
  std::unique_ptr<ResultFolder> folder(new ResultFolder(path, std::move(lock)));
  std::error_code error;
  // Left by a program that was killed.
  fs::remove_all(folder->scratch(), error);
  if (fs::create_directory(folder->scratch(), error)) return folder;
  return absl::ErrnoToStatus(
      error.value(), absl::StrCat("can't write to the folder \"", path, "\""));
}

absl::StatusOr<std::unique_ptr<ResultFolder>> ResultFolder::Create(
    const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) {
    return absl::ErrnoToStatus(
        error.value(), absl::StrCat("can't make the folder \"", path, "\""));
  }
  auto folder = Lock(path);
  if (folder.ok() && fs::exists((*folder)->File(kJson), error)) {
    return absl::AlreadyExistsError(absl::StrCat(
        "\"", path, "\" holds a comparison already; --resume=", path,
        " continues it, or name another folder"));
  }
  return folder;
}

absl::StatusOr<std::unique_ptr<ResultFolder>> ResultFolder::Open(
    const std::string& path) {
  std::error_code error;
  if (!fs::exists(fs::path(path) / kJson, error)) {
    return absl::NotFoundError(
        absl::StrCat("there is no ", kJson, " in \"", path, "\" to resume"));
  }
  return Lock(path);
}

absl::StatusOr<v1::Comparison> ResultFolder::Load() const {
  absl::StatusOr<v1::Comparison> comparison = ReadComparison(File(kJson));
  std::error_code error;
  if (!comparison.ok() || !fs::exists(File(kJournal), error)) {
    return comparison;
  }
  const absl::StatusOr<std::string> journal = ReadFile(File(kJournal));
  if (!journal.ok()) return journal.status();
  const absl::Status status = AddJournal(*journal, *comparison);
  if (!status.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(kJournal, " ", status.message()));
  }
  return comparison;
}

absl::Status ResultFolder::AppendRun(const v1::Run& run) const {
  const absl::StatusOr<std::string> line = ProtoToJson(run, JsonLayout::kLine);
  if (!line.ok()) return line.status();
  return AppendLine(File(kJournal), *line);
}

absl::Status ResultFolder::Store(const v1::Comparison& comparison) const {
  const absl::StatusOr<std::string> json =
      ProtoToJson(comparison, JsonLayout::kIndented);
  if (!json.ok()) return json.status();
  absl::Status status = WriteFile(File(kJson), *json);
  if (!status.ok()) return status;
  std::error_code ignored;
  fs::remove(File(kJournal), ignored);
  return WriteFile(File(kCsv), FormatComparisonCsv(comparison));
}

}  // namespace grpc_perf_msgr
