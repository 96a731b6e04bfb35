#include "client/report/condition_columns.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/report/column_values.h"
#include "client/report/option_value.h"
#include "common/options/table.h"

namespace grpc_perf_msgr {
namespace {

using v1::Result;

// What Ceph's own client is not told is absent there.
ColumnValue OfClient(const Option& option, const Result& result,
                     const ColumnValue& value) {
  const bool ours_alone = option.type == OptionType::kSwitch ||
                          option.type == OptionType::kCountOrTime;
  return ours_alone ? OfOurClient(result, value) : value;
}

// What only a server that tells of itself has.
ColumnValue OfServer(const Result& result, const ColumnValue& value) {
  if (!result.has_server()) return {};
  return value;
}

const char* UnitOf(const Option& option) {
  if (option.type == OptionType::kMicros) return "us";
  return option.type == OptionType::kTime ? "s" : "";
}

void AddClientColumns(const Option& option, std::vector<Column>& columns) {
  const char* unit = UnitOf(option);
  columns.push_back(
      {ColumnGroup::kConditions, option.column, option.label, unit,
       *unit == '\0' ? 0 : 3, [&option](const Result& result) {
         return OfClient(option, result,
                         OptionValue(option, result.conditions()));
       }});
  if (*option.time_column == '\0') return;
  columns.push_back({ColumnGroup::kConditions, option.time_column,
                     option.time_label, "s", 3,
                     [&option](const Result& result) {
                       return OfClient(option, result,
                                       OptionTime(option, result.conditions()));
                     }});
}

void AddServerColumn(const Option& option, std::vector<Column>& columns) {
  const char* unit = UnitOf(option);
  columns.push_back(
      {ColumnGroup::kConditions, absl::StrCat("server_", option.column),
       absl::StrCat("server ", option.label), unit, *unit == '\0' ? 0 : 3,
       [&option](const Result& result) {
         return OfServer(result,
                         OptionValue(option, result.server().conditions()));
       }});
}

// Those of `first` options: the client's columns, then the server's, each in
// the table's order. Of the others: in the table's order alone, so that a new
// row at its end makes the last columns.
std::vector<Column> ColumnsThatAre(bool first) {
  std::vector<Column> columns;
  std::vector<Column> of_server;
  for (const Option& option : kOptions) {
    if (*option.column == '\0' || option.first != first) continue;
    if (option.end != OptionEnd::kServer) AddClientColumns(option, columns);
    if (Has(OptionEnd::kServer, option)) {
      AddServerColumn(option, first ? of_server : columns);
    }
  }
  columns.insert(columns.end(), of_server.begin(), of_server.end());
  return columns;
}

}  // namespace

std::vector<Column> ConditionColumns() { return ColumnsThatAre(true); }

std::vector<Column> LaterConditionColumns() { return ColumnsThatAre(false); }

}  // namespace grpc_perf_msgr
