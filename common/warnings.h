// What a reader should know before trusting a result.
#ifndef GRPC_PERF_MSGR_COMMON_WARNINGS_H_
#define GRPC_PERF_MSGR_COMMON_WARNINGS_H_

#include <google/protobuf/repeated_ptr_field.h>

#include <string>

#include "proto/result.pb.h"

namespace grpc_perf_msgr {

using Warnings = google::protobuf::RepeatedPtrField<v1::Warning>;

v1::Warning MakeWarning(v1::Warning::Kind kind, v1::Warning::End end,
                        const std::string& text);

// Adds `warning` unless `warnings` has it. What is said of the other end
// already becomes one warning of both.
void AddWarning(const v1::Warning& warning, Warnings& warnings);

// Whether a warning of `kind` is among `warnings`.
bool HasWarning(v1::Warning::Kind kind, const Warnings& warnings);

// For people: the text behind the end that it speaks of ("client: ...",
// "client and server: ...").
std::string WarningText(const v1::Warning& warning);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_WARNINGS_H_
