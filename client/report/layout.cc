#include "client/report/layout.h"

#include <algorithm>
#include <cassert>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"

namespace grpc_perf_msgr {
namespace {

// Figures and parts of all sections begin to the right of this and of a gap.
constexpr size_t kLabelWidth = 14;
constexpr size_t kGap = 2;

}  // namespace

std::string Grid(const std::vector<Row>& rows) {
  assert(!rows.empty());
  std::vector<size_t> widths(rows[0].size(), 0);
  for (const Row& row : rows) {
    assert(row.size() == widths.size());
    for (size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], row[i].size());
    }
  }
  widths[0] = std::max(widths[0], kLabelWidth);
  std::string text;
  for (const Row& row : rows) {
    absl::StrAppendFormat(&text, "%-*s", widths[0], row[0]);
    for (size_t i = 1; i < row.size(); ++i) {
      absl::StrAppendFormat(&text, "%*s", kGap + widths[i], row[i]);
    }
    text.push_back('\n');
  }
  return text;
}

std::string Paragraph(const std::string& label, const Row& pieces) {
  std::string all;
  std::string line = label;
  bool line_empty = true;
  for (const std::string& piece : pieces) {
    if (!line_empty && line.size() + 1 + piece.size() > kLineWidth) {
      absl::StrAppend(&all, line, "\n");
      line = std::string(label.size(), ' ');
      line_empty = true;
    }
    absl::StrAppend(&line, line_empty ? "" : " ", piece);
    line_empty = false;
  }
  return absl::StrCat(all, line, "\n");
}

Row Words(const std::string& text) {
  return absl::StrSplit(text, absl::ByAnyChar(" \n\r\t"), absl::SkipEmpty());
}

std::string Listing(const std::string& label, const char* separator,
                    Row parts) {
  for (size_t i = 0; i + 1 < parts.size(); ++i) parts[i] += separator;
  return Paragraph(absl::StrFormat("%-*s", kLabelWidth + kGap, label), parts);
}

}  // namespace grpc_perf_msgr
