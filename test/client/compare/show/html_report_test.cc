#include "client/compare/show/html/html_report.h"

#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "client/compare/show/html/page_data.h"
#include "client/compare/show/html/page_parts.h"
#include "common/metrics.h"
#include "test/client/compare/show/made_up_page_comparison.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kDataBegin[] = "<script type=\"application/json\" id=\"data\">";

std::string Page(const v1::Comparison& comparison) {
  const auto page = FormatHtml(comparison);
  EXPECT_TRUE(page.ok()) << page.status();
  return page.ok() ? *page : "";
}

// What stands in the data block, as a browser would cut it out.
std::string DataOf(const std::string& page) {
  const size_t begin = page.find(kDataBegin);
  if (begin == std::string::npos) return "";
  const size_t from = begin + sizeof(kDataBegin) - 1;
  return page.substr(from, page.find("</script", from) - from);
}

size_t Count(const std::string& text, const std::string& what) {
  size_t count = 0;
  for (size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + 1)) {
    ++count;
  }
  return count;
}

// Everything outside the chart library and the data.
std::string OwnMarkup() {
  const absl::string_view page = PageTemplate();
  const absl::string_view style = PageStyle();
  return std::string(page.data(), page.size()) +
         std::string(style.data(), style.size());
}

TEST(HtmlReportTest, LoadsNothing) {
  const std::string page = Page(MadeUpPageComparison());
  for (const char* const loads : {"src *= *[\"']?(https?:)?//", "<link",
                                  "<iframe", "<img", "@import", "url[(]"}) {
    EXPECT_THAT(OwnMarkup(), Not(ContainsRegex(loads)));
  }
  EXPECT_THAT(OwnMarkup(), Not(HasSubstr("://")));
  EXPECT_THAT(page, Not(HasSubstr("sourceMappingURL")));
  EXPECT_THAT(page, HasSubstr("content=\"default-src 'none';"));
}

TEST(HtmlReportTest, FillsEveryPlaceOfTheTemplate) {
  const std::string page = Page(MadeUpPageComparison());
  for (const char* const place :
       {"@TITLE@", "@STYLE@", "@DATA@", "@TARGET_FACTS@", "@METRICS@",
        "@SCRIPT@", "@CHART_LIBRARY@", "@CHART_LIBRARY_LICENSE@"}) {
    EXPECT_THAT(page, Not(HasSubstr(place)));
    EXPECT_THAT(OwnMarkup(), HasSubstr(place));
  }
}

TEST(HtmlReportTest, KeepsTheChartLibrarysNoticeAndLicense) {
  const std::string page = Page(MadeUpPageComparison());
  EXPECT_THAT(page, HasSubstr("* Chart.js v3"));
  EXPECT_THAT(page, HasSubstr("Chart.js Contributors"));
  EXPECT_THAT(page, HasSubstr("The above copyright notice and this permission "
                              "notice shall be included in all"));
}

TEST(HtmlReportTest, DataBlockHoldsTheSlimComparisonUnchanged) {
  const v1::Comparison slim = SlimForPage(MadeUpPageComparison());
  v1::Comparison read;
  const auto status = google::protobuf::util::JsonStringToMessage(
      DataOf(Page(MadeUpPageComparison())), &read);
  ASSERT_TRUE(status.ok()) << status.ToString();
  EXPECT_EQ(read.cells(0).target(), "tcp-bytes");
  EXPECT_EQ(read.scenario().targets(4).name(), kAwkwardName);
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(slim, read));
}

// The scripts name no figure that they list: names, labels and order are told.
TEST(HtmlReportTest, MetricsBlockTellsOfEachMetricOnThePageInItsOrder) {
  google::protobuf::ListValue read;
  const auto status =
      google::protobuf::util::JsonStringToMessage(FormatPageMetrics(), &read);
  ASSERT_TRUE(status.ok()) << status.ToString();
  int at = 0;
  for (const Metric& metric : Metrics()) {
    if (metric.places == 0) continue;
    ASSERT_LT(at, read.values_size());
    const auto& told = read.values(at++).struct_value().fields();
    EXPECT_EQ(told.at("name").string_value(), metric.name);
    EXPECT_EQ(told.at("field").string_value(), metric.field);
    EXPECT_EQ(told.at("scale").number_value(), metric.scale);
    EXPECT_EQ(told.at("compared").bool_value(), IsCompared(metric));
    EXPECT_EQ(told.at("more").bool_value(), metric.better == Better::kMore);
    EXPECT_EQ(told.at("chart").string_value().empty(),
              (metric.places & kInCharts) == 0);
  }
  EXPECT_EQ(at, read.values_size());
  EXPECT_THAT(FormatPageMetrics(), HasSubstr("\"p50 latency (\xc2\xb5s)\""));
  EXPECT_THAT(Page(MadeUpPageComparison()), HasSubstr(FormatPageMetrics()));
}

TEST(HtmlReportTest, AwkwardNamesNeverBecomeMarkup) {
  v1::Comparison comparison = MadeUpPageComparison();
  const size_t elements = Count(Page(comparison), "</script");
  EXPECT_EQ(elements, 5);
  comparison.mutable_scenario()->set_name("</title><script>alert(1)</script>");
  comparison.add_warnings()->set_text(
      "<!-- <script> \xe2\x80\xa8 @SCRIPT@ @STYLE@");
  const std::string page = Page(comparison);
  EXPECT_EQ(Count(page, "</script"), elements);
  EXPECT_THAT(page, HasSubstr("<title>&lt;/title&gt;&lt;script&gt;alert(1)"));
  const std::string data = DataOf(page);
  EXPECT_THAT(data, Not(HasSubstr("<")));
  EXPECT_THAT(data, Not(HasSubstr("&")));
  EXPECT_THAT(data, HasSubstr("@SCRIPT@ @STYLE@"));
}

TEST(HtmlReportTest, RunsGoInWithoutWhatThePageDoesNotShow) {
  const v1::Comparison whole = MadeUpPageComparison();
  const v1::Comparison slim = SlimForPage(whole);
  ASSERT_EQ(slim.runs_size(), whole.runs_size());
  EXPECT_EQ(slim.cells_size(), whole.cells_size());
  for (const v1::Run& run : slim.runs()) {
    EXPECT_FALSE(run.result().has_latency());
    EXPECT_EQ(run.result().threads_size(), 0);
    EXPECT_EQ(run.result().intervals_size(), 0);
    EXPECT_TRUE(run.result().summary().has_messages_per_second());
    EXPECT_EQ(run.result().status().code().empty(), false);
  }
}

TEST(HtmlReportTest, AnEnvironmentStandsWhereItWasFirstSeen) {
  v1::Comparison whole = MadeUpPageComparison();
  whole.mutable_runs(2)
      ->mutable_result()
      ->mutable_client_environment()
      ->set_kernel("another");
  const v1::Comparison slim = SlimForPage(whole);
  const auto kernel = [&](int run) {
    return slim.runs(run).result().client_environment().kernel();
  };
  EXPECT_EQ(kernel(0), "Linux 6.1.0-18-amd64 x86_64");
  EXPECT_EQ(kernel(1), "");
  EXPECT_EQ(kernel(2), "another");
  EXPECT_EQ(kernel(3), "");
  EXPECT_EQ(slim.runs(0).result().server().environment().hostname(), "perf-b");
  EXPECT_EQ(slim.runs(1).result().server().environment().hostname(), "");
}

TEST(HtmlReportTest, TheNetworkStandsWhereItWasFirstSeenAndFloorsAreWhole) {
  v1::Comparison whole = MadeUpPageComparison();
  for (v1::Run& run : *whole.mutable_runs()) {
    run.mutable_result()->mutable_network()->mutable_client()->set_mtu(1400);
  }
  whole.mutable_runs(2)
      ->mutable_result()
      ->mutable_network()
      ->mutable_client()
      ->set_mtu(9000);
  const v1::Comparison slim = SlimForPage(whole);
  const auto mtu = [&](int run) {
    return slim.runs(run).result().network().client().mtu();
  };
  EXPECT_EQ(mtu(0), 1400u);
  EXPECT_EQ(mtu(1), 0u);
  EXPECT_EQ(mtu(2), 9000u);
  EXPECT_EQ(mtu(3), 0u);
  ASSERT_EQ(slim.network_floors_size(), whole.network_floors_size());
  EXPECT_EQ(slim.network_floors(0).SerializeAsString(),
            whole.network_floors(0).SerializeAsString());
}

TEST(HtmlReportTest, ConditionsStandOnTheFirstRunOfEachTarget) {
  const v1::Comparison slim = SlimForPage(MadeUpPageComparison());
  const int targets = slim.scenario().targets_size();
  for (int i = 0; i < slim.runs_size(); ++i) {
    EXPECT_EQ(slim.runs(i).result().has_conditions(), i < targets) << i;
  }
}

TEST(HtmlReportTest, IsSmallEnoughToMail) {
  EXPECT_LT(Page(MadeUpPageComparison()).size(), 1'000'000);
}

TEST(HtmlReportTest, WhatIsMissingIsLeftOut) {
  EXPECT_THAT(DataOf(Page(MadeUpSmallComparison())), HasSubstr("\"far\""));
  EXPECT_THAT(Page(v1::Comparison()),
              HasSubstr("<title>Messenger comparison</title>"));
}

TEST(HtmlReportTest, NumbersThatAreNoneStayJson) {
  v1::Comparison comparison = MadeUpSmallComparison();
  comparison.mutable_cells(0)->mutable_metrics(0)->mutable_value()->set_median(
      std::numeric_limits<double>::quiet_NaN());
  EXPECT_THAT(DataOf(Page(comparison)), HasSubstr("\"median\":\"NaN\""));
}

}  // namespace
}  // namespace grpc_perf_msgr
