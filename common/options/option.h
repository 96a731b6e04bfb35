// What is known of one option: a row of the table (table.h).
#ifndef GRPC_PERF_MSGR_COMMON_OPTIONS_OPTION_H_
#define GRPC_PERF_MSGR_COMMON_OPTIONS_OPTION_H_

#include <cstdint>
#include <limits>

namespace grpc_perf_msgr {

// Whose option it is.
enum class OptionEnd {
  kClient,
  kServer,
  // Of client and server alike: the same flag, recorded at both.
  kBoth,
  kCompare,
  // Of a comparison's target alone: no program has it.
  kTarget,
};

// What its text looks like, and so how it is checked, recorded and shown.
enum class OptionType {
  // Anything; may_differ says whether results that differ in it are alike.
  kText,
  // One of Option::words.
  kWord,
  // "true" or "false".
  kSwitch,
  // A whole number.
  kCount,
  // A whole number of microseconds; recorded in ns.
  kMicros,
  // "500ms"; recorded in ns.
  kTime,
  // A count, or a time that is recorded in Option::time_field.
  kCountOrTime,
  // "0,2-3", as common/cpu_list.h reads them.
  kCpus,
  // KEY=VALUE, several separated by line ends; repeated on a command line.
  kKeyValues,
  // "5%".
  kPercentage,
};

// Members that are "" or 0 do not apply.
struct Option {
  // A flag's as after its dashes ("flush"); an argument's in capitals
  // ("THREADS"); a field's of a target that is neither ("transport").
  const char* name = "";
  OptionEnd end = OptionEnd::kClient;
  OptionType type = OptionType::kText;
  // The default as it would be written on a command line.
  const char* value = "";
  // What the README calls a default that is found out ("SERVER").
  const char* value_says = "";
  // Bounds of a kCount, of a kMicros (in us) or of a kTime (in ns, where the
  // default is never out of bounds).
  uint64_t min = 0;
  uint64_t max = std::numeric_limits<uint64_t>::max();
  // Whether 0 says that there is none; always so of a kTime.
  bool zero_is_none = false;
  // "drain|message".
  const char* words = "";
  // For --help.
  const char* help = "";
  // Where it is recorded: a field of Conditions (client) or ServerConditions.
  const char* field = "";
  const char* time_field = "";
  // Where a comparison takes it from: "Target.codec", "Point.threads" or
  // "Scenario.duration", by the fields of these messages.
  const char* source = "";
  // Its CSV column without the "server_" that the server's get, and what a
  // table calls it. The columns of those that are `first` stand before all
  // others, in the table's order, the rest behind all others.
  const char* column = "";
  const char* time_column = "";
  const char* label = "";
  const char* time_label = "";
  bool first = false;
  // What the paragraph "Conditions" calls it where it is not the default, and
  // the unit there; "" where it is part of a sentence of its own
  // (client/report/circumstances.cc).
  const char* says = "";
  const char* unit = "";
  // Whether clients whose results are merged may differ in it: what belongs to
  // each client's own host.
  bool may_differ = false;
};

}  // namespace grpc_perf_msgr

#endif  // GRPC_PERF_MSGR_COMMON_OPTIONS_OPTION_H_
