// libFuzzer target: a result's JSON, from a file or a client that ran. What is
// accepted is written and read back unchanged; its reports can be made.
#include <string>

#include "client/report/csv.h"
#include "client/report/json.h"
#include "client/report/table.h"
#include "test/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace gpm = grpc_perf_msgr;
  using gpm::Require;
  const std::string text(gpm::ToText(data, size));
  const absl::StatusOr<gpm::v1::Result> result = gpm::ParseJson(text);
  if (!result.ok()) {
    Require(!result.status().message().empty());
    return 0;
  }
  const absl::StatusOr<std::string> json = gpm::FormatJson(*result);
  Require(json.ok());
  const absl::StatusOr<gpm::v1::Result> again = gpm::ParseJson(*json);
  Require(again.ok());
  const absl::StatusOr<std::string> json_again = gpm::FormatJson(*again);
  Require(json_again.ok() && *json_again == *json);
  Require(!gpm::FormatTable(*result).empty());
  Require(!gpm::FormatCsvRow(*result).empty());
  return 0;
}
