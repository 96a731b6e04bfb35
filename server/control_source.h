// Where the answers of the control plane come from.
#ifndef GRPC_PERF_MSGR_SERVER_CONTROL_SOURCE_H_
#define GRPC_PERF_MSGR_SERVER_CONTROL_SOURCE_H_

#include "proto/control.pb.h"

namespace grpc_perf_msgr {

// Called on threads of the control services, several at a time.
class ControlSource {
 public:
  virtual ~ControlSource() = default;
  // What the server is and was asked to do.
  virtual v1::GetInfoResponse Info() = 0;
  // What it has done so far.
  virtual v1::ServerCounters Counters() = 0;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_SERVER_CONTROL_SOURCE_H_
