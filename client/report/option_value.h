// What a record of conditions says of an option. Of common/ reports know the
// table of options alone, which is pure data.
#ifndef GRPC_PERF_MSGR_CLIENT_REPORT_OPTION_VALUE_H_
#define GRPC_PERF_MSGR_CLIENT_REPORT_OPTION_VALUE_H_

#include <google/protobuf/message.h>

#include <string>
#include <vector>

#include "client/report/columns.h"
#include "common/options/option.h"

namespace grpc_perf_msgr {

// The option's field in `message` (a Conditions or ServerConditions that has
// it): in us of a kMicros, in s of a kTime; absent where it says that there is
// none.
ColumnValue OptionValue(const Option& option,
                        const google::protobuf::Message& message);

// Its time_field, in s.
ColumnValue OptionTime(const Option& option,
                       const google::protobuf::Message& message);

// The elements of a list, kCpus or kKeyValues.
std::vector<std::string> OptionList(const Option& option,
                                    const google::protobuf::Message& message);

// What tells of the options with a name for the paragraph "Conditions"
// (Option::says) that are not at their defaults, in the table's order:
// "stall timeout 30 s".
std::vector<std::string> DescribeOptions(
    OptionEnd end, const google::protobuf::Message& conditions);

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_CLIENT_REPORT_OPTION_VALUE_H_
