// Writes the reports that the browser test opens into the folder given as its
// argument: ladder.html, small.html, ceph.html and empty.html.

#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>

#include "client/compare/show/html/html_report.h"
#include "test/client/compare/show/made_up_page_comparison.h"

namespace grpc_perf_msgr {
namespace {

bool Write(const std::string& path, const v1::Comparison& comparison) {
  const auto page = FormatHtml(comparison);
  if (!page.ok()) {
    std::cerr << path << ": " << page.status() << "\n";
    return false;
  }
  std::ofstream file(path, std::ios::binary);
  file << *page;
  file.close();
  if (!file) std::cerr << path << ": can't be written\n";
  return static_cast<bool>(file);
}

// Its second target is Ceph's own client, which measures no latency.
v1::Comparison WithCephsClient() {
  v1::Comparison comparison = MadeUpSmallComparison();
  v1::Target& target = *comparison.mutable_scenario()->mutable_targets(1);
  target.set_transport("ceph_perf_msgr");
  target.set_codec("bytes");
  target.set_server_program("ceph_perf_msgr_server");
  for (const char* word : {"chroot", "/srv/trixie", "ceph_perf_msgr_client"}) {
    target.add_client_command(word);
  }
  v1::Metric& mean = *comparison.mutable_cells(1)->add_metrics();
  mean.set_name("latency_mean_derived_us");
  mean.mutable_value()->set_median(160);
  mean.mutable_value()->set_low(150);
  mean.mutable_value()->set_high(170);
  return comparison;
}

int Main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: write_made_up_reports FOLDER\n";
    return 2;
  }
  const std::string folder = argv[1];
  const bool written = Write(folder + "/ladder.html", MadeUpPageComparison()) &&
                       Write(folder + "/small.html", MadeUpSmallComparison()) &&
                       Write(folder + "/ceph.html", WithCephsClient()) &&
                       Write(folder + "/empty.html", v1::Comparison());
  return written ? 0 : 1;
}

}  // namespace
}  // namespace grpc_perf_msgr

int main(int argc, char** argv) { return grpc_perf_msgr::Main(argc, argv); }
