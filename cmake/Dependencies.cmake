# Everything comes from the distribution; the README lists the packages.
find_package(Threads REQUIRED)
include(cmake/StaticLibraries.cmake)
find_package(absl REQUIRED CONFIG)
find_package(Protobuf REQUIRED)
if(GRPC_PERF_MSGR_LINK STREQUAL "static")
  use_archives(ABSL_ARCHIVES absl::)
  use_archives(PROTOBUF_ARCHIVES protobuf::libprotobuf)
endif()
find_package(PkgConfig REQUIRED)
pkg_check_modules(ISAL REQUIRED IMPORTED_TARGET libisal)
# Debian's CMake package of gRPC wants re2 and c-ares as CMake packages, too,
# which Debian does not ship; its pkg-config files need nothing else.
define_grpc_library(${ABSL_ARCHIVES})
find_program(PROTOC_GRPC_CPP_PLUGIN grpc_cpp_plugin REQUIRED)

if(GRPC_PERF_MSGR_ALLOCATOR STREQUAL "tcmalloc")
  find_library(TCMALLOC_LIBRARY tcmalloc_minimal REQUIRED)
elseif(NOT GRPC_PERF_MSGR_ALLOCATOR STREQUAL "system")
  message(FATAL_ERROR "GRPC_PERF_MSGR_ALLOCATOR must be tcmalloc or system, "
                      "got \"${GRPC_PERF_MSGR_ALLOCATOR}\"")
endif()

# Links the chosen allocator into a program (not into libraries).
function(link_allocator target)
  if(GRPC_PERF_MSGR_ALLOCATOR STREQUAL "tcmalloc")
    # No symbol of it is named in our code, so the linker would drop it.
    target_link_options(${target} PRIVATE
      "LINKER:--push-state,--no-as-needed" "${TCMALLOC_LIBRARY}"
      "LINKER:--pop-state")
  endif()
endfunction()
