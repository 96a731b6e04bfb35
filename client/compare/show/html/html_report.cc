#include "client/compare/show/html/html_report.h"

#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "client/compare/show/html/page_data.h"
#include "client/compare/show/html/page_parts.h"
#include "client/compare/show/html/target_facts.h"

namespace grpc_perf_msgr {
namespace {

std::string EscapeHtml(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"&", "&amp;"},
                                    {"<", "&lt;"},
                                    {">", "&gt;"},
                                    {"\"", "&quot;"},
                                    {"'", "&#39;"}});
}

}  // namespace

absl::StatusOr<std::string> FormatHtml(const v1::Comparison& comparison) {
  const auto data = FormatPageData(SlimForPage(comparison));
  if (!data.ok()) return data.status();
  const auto facts = FormatPageData(TargetFacts(comparison.scenario()));
  if (!facts.ok()) return facts.status();
  const std::string title = comparison.scenario().name().empty()
                                ? "Messenger comparison"
                                : EscapeHtml(comparison.scenario().name());
  const std::string license = EscapeHtml(ChartLibraryLicense());
  // One pass: what is put in is not searched for places again.
  return absl::StrReplaceAll(PageTemplate(),
                             {{"@TITLE@", title},
                              {"@STYLE@", PageStyle()},
                              {"@DATA@", *data},
                              {"@TARGET_FACTS@", *facts},
                              {"@METRICS@", FormatPageMetrics()},
                              {"@CHART_LIBRARY@", ChartLibrary()},
                              {"@CHART_LIBRARY_LICENSE@", license},
                              {"@SCRIPT@", PageScript()}});
}

}  // namespace grpc_perf_msgr
