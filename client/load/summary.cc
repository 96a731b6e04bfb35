#include "client/load/summary.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "client/load/latency_histogram.h"
#include "common/metrics.h"

namespace grpc_perf_msgr {

absl::StatusOr<v1::Summary> Summarize(const v1::Result& result) {
  const absl::StatusOr<LatencyHistogram> latency =
      LatencyHistogram::FromProto(result.latency());
  if (!latency.ok()) {
    return absl::Status(latency.status().code(),
                        absl::StrCat("latency: ", latency.status().message()));
  }
  Measured measured{.result = result};
  if (latency->count() > 0) {
    measured.latency_mean_ns = latency->MeanNs();
    measured.latency_stddev_ns = latency->StddevNs();
  }
  // Latencies above the range have a rank and a maximum, if no mean.
  if (latency->count() > 0 || latency->above_range() > 0) {
    measured.latency_quantile_ns = [&latency](double share) {
      return static_cast<double>(latency->QuantileNs(share));
    };
    measured.latency_max_ns = static_cast<double>(latency->max_ns());
  }
  v1::Summary summary;
  for (const Metric& metric : Metrics()) Compute(metric, measured, summary);
  return summary;
}

}  // namespace grpc_perf_msgr
