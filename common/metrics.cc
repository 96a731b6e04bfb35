#include "common/metrics.h"

#include <google/protobuf/descriptor.h>

#include <cassert>

#include "absl/strings/str_cat.h"

namespace grpc_perf_msgr {
namespace {

using google::protobuf::FieldDescriptor;

const FieldDescriptor& FieldOf(const Metric& metric) {
  const FieldDescriptor* field =
      v1::Summary::descriptor()->FindFieldByName(metric.field);
  assert(field != nullptr);
  return *field;
}

}  // namespace

std::optional<double> ValueOf(const Metric& metric,
                              const v1::Summary& summary) {
  const FieldDescriptor& field = FieldOf(metric);
  if (!v1::Summary::GetReflection()->HasField(summary, &field)) return {};
  return v1::Summary::GetReflection()->GetDouble(summary, &field) /
         metric.scale;
}

void Compute(const Metric& metric, const Measured& measured,
             v1::Summary& summary) {
  const std::optional<double> value = metric.compute(measured);
  if (!value.has_value()) return;
  v1::Summary::GetReflection()->SetDouble(&summary, &FieldOf(metric), *value);
}

std::string ComparedLabel(const Metric& metric) {
  const std::string label = metric.compared;
  return *metric.unit == '\0' || label == metric.unit
             ? label
             : absl::StrCat(label, " ", metric.unit);
}

bool IsCompared(const Metric& metric) { return *metric.compared != '\0'; }

}  // namespace grpc_perf_msgr
