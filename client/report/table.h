// The result as people read it on a terminal.
#ifndef GRPC_PERF_MSGR_CLIENT_REPORT_TABLE_H_
#define GRPC_PERF_MSGR_CLIENT_REPORT_TABLE_H_

#include <string>

#include "proto/result.pb.h"

namespace grpc_perf_msgr {

// The lines that ceph_perf_msgr_client prints before it starts: the settings,
// in its words and order.
std::string FormatCephEcho(const v1::Conditions& conditions);

// " Total op N run time Tus." and a line end; N counts all measured messages
// that were answered, T is whole microseconds.
std::string FormatCephTotal(const v1::Result& result);

// The whole result: figures by group, both ends side by side where there are
// two, then hosts, builds and warnings. At most 100 columns wide; plain text. A
// run whose status is not OK says so in the first line.
std::string FormatTable(const v1::Result& result);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_REPORT_TABLE_H_
