#include "common/environment.h"

#include <dlfcn.h>
#include <gnu/libc-version.h>
#include <google/protobuf/stubs/common.h>
#include <isa-l.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>

#include "absl/base/config.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "common/container.h"
#include "common/cpu_list.h"
#include "common/process_usage.h"

namespace grpc_perf_msgr {
namespace {

// What this build was sanitized with, "" or e.g. "address,undefined".
constexpr absl::string_view kSanitizers = GRPC_PERF_MSGR_SANITIZE;

std::string FirstLine(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

std::string WholeFile(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// "KEY SEPARATOR VALUE" lines, stripped of white space. The first of several
// lines with one key counts.
std::map<std::string, std::string> ReadPairs(const std::string& path,
                                             char separator) {
  std::map<std::string, std::string> pairs;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const size_t at = line.find(separator);
    if (at == std::string::npos) continue;
    pairs.emplace(absl::StripAsciiWhitespace(line.substr(0, at)),
                  absl::StripAsciiWhitespace(line.substr(at + 1)));
  }
  return pairs;
}

std::string CpuModel(const std::string& machine) {
  const std::map<std::string, std::string> info =
      ReadPairs("/proc/cpuinfo", ':');
  // x86; MIPS; POWER; RISC-V; boards.
  for (const char* key :
       {"model name", "cpu model", "cpu", "uarch", "Model", "Hardware"}) {
    const auto found = info.find(key);
    if (found != info.end() && !found->second.empty()) return found->second;
  }
  // 64-bit ARM has numbers only.
  const auto implementer = info.find("CPU implementer");
  const auto part = info.find("CPU part");
  if (implementer != info.end() && part != info.end()) {
    return absl::StrCat(machine, " implementer ", implementer->second, " part ",
                        part->second);
  }
  return machine;
}

// os-release(5)
std::string OsName() {
  for (const char* path : {"/etc/os-release", "/usr/lib/os-release"}) {
    const std::map<std::string, std::string> pairs = ReadPairs(path, '=');
    const auto found = pairs.find("PRETTY_NAME");
    if (found == pairs.end()) continue;
    std::string name = found->second;
    if (name.size() >= 2 && name.front() == name.back() &&
        (name.front() == '"' || name.front() == '\'')) {
      name = name.substr(1, name.size() - 2);
    }
    return name;
  }
  return "";
}

std::string Compiler() {
#if defined(__clang__)
  return absl::StrCat("Clang ", __clang_major__, ".", __clang_minor__, ".",
                      __clang_patchlevel__);
#else
  return absl::StrCat("GCC ", __GNUC__, ".", __GNUC_MINOR__, ".",
                      __GNUC_PATCHLEVEL__);
#endif
}

std::string BuildType() {
  if (kSanitizers.empty()) return GRPC_PERF_MSGR_BUILD_TYPE;
  return absl::StrCat(GRPC_PERF_MSGR_BUILD_TYPE, kSanitizersMark, kSanitizers,
                      ")");
}

template <typename Function>
Function* FindFunction(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_DEFAULT, name));
}

// Asks the process rather than the build: allocators are preloaded as well.
std::string Allocator() {
  if (absl::StrContains(kSanitizers, "address")) return "AddressSanitizer";
  if (absl::StrContains(kSanitizers, "thread")) return "ThreadSanitizer";
  if (absl::StrContains(kSanitizers, "memory")) return "MemorySanitizer";
  if (auto* version =
          FindFunction<const char*(int*, int*, const char**)>("tc_version")) {
    int major = 0;
    int minor = 0;
    const char* patch = "";
    version(&major, &minor, &patch);
    // The minimal one lacks the heap profiler.
    const bool minimal = dlsym(RTLD_DEFAULT, "HeapProfilerStart") == nullptr;
    return absl::StrCat(minimal ? "tcmalloc_minimal " : "tcmalloc ", major, ".",
                        minor, patch);
  }
  if (auto* mi_version = FindFunction<int()>("mi_version")) {
    // 212 is 2.1.2; newer ones write 30207 for 3.2.7.
    const int version = mi_version();
    const int base = version < 1000 ? 10 : 100;
    return absl::StrCat("mimalloc ", version / base / base, ".",
                        version / base % base, ".", version % base);
  }
  if (auto* mallctl =
          FindFunction<int(const char*, void*, size_t*, void*, size_t)>(
              "mallctl")) {
    const char* version = "";
    size_t size = sizeof(version);
    mallctl("version", &version, &size, nullptr, 0);
    return absl::StrCat("jemalloc ", version);
  }
  return absl::StrCat("glibc ", gnu_get_libc_version());
}

void AddLibrary(absl::string_view name, absl::string_view version,
                v1::Environment& environment) {
  v1::Library* library = environment.add_libraries();
  library->set_name(std::string(name));
  library->set_version(std::string(version));
}

void AddLibraries(v1::Environment& environment) {
  constexpr int kProtobuf = GOOGLE_PROTOBUF_VERSION;
  AddLibrary("protobuf",
             absl::StrCat(kProtobuf / 1'000'000, ".", kProtobuf / 1000 % 1000,
                          ".", kProtobuf % 1000),
             environment);
#ifdef ABSL_LTS_RELEASE_VERSION
  AddLibrary(
      "absl",
      absl::StrCat(ABSL_LTS_RELEASE_VERSION, ".", ABSL_LTS_RELEASE_PATCH_LEVEL),
      environment);
#else
  AddLibrary("absl", "", environment);
#endif
  AddLibrary("isa-l",
             absl::StrCat(ISAL_MAJOR_VERSION, ".", ISAL_MINOR_VERSION, ".",
                          ISAL_PATCH_VERSION),
             environment);
  AddLibrary("glibc", gnu_get_libc_version(), environment);
}

void AddBuild(v1::Environment& environment) {
  environment.set_version(ProgramVersion());
  environment.set_commit(ProgramCommit());
  environment.set_build_type(BuildType());
  environment.set_compiler(Compiler());
  environment.set_allocator(Allocator());
  AddLibraries(environment);
}

std::string Join(const v1::Library& library) {
  return absl::StrCat(library.name(), library.version().empty() ? "" : " ",
                      library.version());
}

}  // namespace

std::string VersionText(const std::string& program) {
  v1::Environment build;
  AddBuild(build);
  return absl::StrCat(
      program, " ", build.version(), "\ncommit ", build.commit(), "\nbuild ",
      build.build_type(), ", ", build.compiler(), "\nallocator ",
      build.allocator(), "\nlibraries ",
      absl::StrJoin(build.libraries(), ", ",
                    [](std::string* out, const v1::Library& library) {
                      out->append(Join(library));
                    }),
      "\n");
}

v1::Environment ReadEnvironment() {
  v1::Environment environment;
  utsname system = {};
  uname(&system);
  environment.set_hostname(system.nodename);
  environment.set_cpu_model(CpuModel(system.machine));
  const long online = sysconf(_SC_NPROCESSORS_ONLN);
  if (online > 0) environment.set_cpus_online(static_cast<uint32_t>(online));
  environment.set_cpus_allowed(FormatCpuRanges(AllowedCpus().cpus));
  environment.set_kernel(
      absl::StrCat(system.sysname, " ", system.release, " ", system.machine));
  environment.set_os(OsName());
  const std::optional<double> quota = ReadCgroupCpuQuota("");
  if (quota.has_value()) environment.set_cgroup_cpu_quota(*quota);
  environment.set_tcp_congestion_control(
      FirstLine("/proc/sys/net/ipv4/tcp_congestion_control"));
  environment.set_container(ContainerEngine(WholeFile("/proc/self/mountinfo")));
  AddBuild(environment);
  return environment;
}

}  // namespace grpc_perf_msgr
