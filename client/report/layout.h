// How text is set on a terminal: grids of figures and paragraphs behind labels.
// Every line that is made here ends with "\n".
#ifndef GRPC_PERF_MSGR_CLIENT_REPORT_LAYOUT_H_
#define GRPC_PERF_MSGR_CLIENT_REPORT_LAYOUT_H_

#include <cstddef>
#include <string>
#include <vector>

namespace grpc_perf_msgr {

// The most columns that a line of text should take.
inline constexpr size_t kLineWidth = 100;

// What stands in the place of a figure that there is none of.
inline constexpr char kAbsent[] = "-";

// The cells of a grid's line, or the pieces of a paragraph.
using Row = std::vector<std::string>;

// Rows, one or more, of equal length below each other: the first column to the
// left, the others to the right, all to the right of any section's label.
std::string Grid(const std::vector<Row>& rows);

// `pieces` behind `label`, a space between two and a new line wherever the next
// would make it longer than kLineWidth, indented to stand below the first. A
// piece is never broken, however long.
std::string Paragraph(const std::string& label, const Row& pieces);

// What white space separates in `text`: the pieces of a paragraph of prose.
Row Words(const std::string& text);

// A paragraph "LABEL           part; part; part", where `separator` is ";". The
// parts stand where a grid's second column begins.
std::string Listing(const std::string& label, const char* separator, Row parts);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_REPORT_LAYOUT_H_
