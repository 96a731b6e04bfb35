// Results as a run could have made them, every field set to a value of its own,
// for tests of reports.
#ifndef GRPC_PERF_MSGR_TEST_CLIENT_REPORT_MADE_UP_RESULT_H_
#define GRPC_PERF_MSGR_TEST_CLIENT_REPORT_MADE_UP_RESULT_H_

#include "proto/result.pb.h"

namespace grpc_perf_msgr {

// A run that went well, with everything that a result can hold.
v1::Result MadeUpResult();

// The same cut short while 128 messages were in flight, against a server that
// tells nothing about itself.
v1::Result MadeUpFailedResult();

// A merged one of three clients, of which the third was lost.
v1::Result MadeUpMergedResult();

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_TEST_CLIENT_REPORT_MADE_UP_RESULT_H_
