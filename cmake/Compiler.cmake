# Warnings and sanitizers for our own code; what protoc writes gets no warnings.
add_library(project_options INTERFACE)
target_include_directories(project_options INTERFACE
  ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR})
target_compile_options(project_options INTERFACE
  -Wall -Wextra -Wpedantic $<$<BOOL:${GRPC_PERF_MSGR_WERROR}>:-Werror>)
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  target_compile_options(project_options INTERFACE -Wthread-safety)
endif()

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND
   CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC bug 105651: false alarms inside std::string of GCC 12.
  target_compile_options(project_options INTERFACE -Wno-restrict)
endif()

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND GRPC_PERF_MSGR_PRECOMPILE)
  # From a precompiled header GCC no longer knows whose std::string is, and tells
  # of its false alarms there. Builds without one have these warnings.
  target_compile_options(project_options INTERFACE
    -Wno-array-bounds -Wno-maybe-uninitialized -Wno-stringop-overflow
    -Wno-stringop-overread)
endif()

if(GRPC_PERF_MSGR_SANITIZE)
  add_compile_options(-fsanitize=${GRPC_PERF_MSGR_SANITIZE}
                      -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${GRPC_PERF_MSGR_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND
     GRPC_PERF_MSGR_SANITIZE MATCHES "thread")
    # GCC warns of fences, which its ThreadSanitizer does not know. The one here is
    # in absl's flags, which are written before any thread is started.
    add_compile_options(-Wno-tsan)
    # Its instrumentation brings false alarms about std::string; builds without it
    # have these warnings.
    target_compile_options(project_options INTERFACE
      -Wno-array-bounds -Wno-maybe-uninitialized -Wno-stringop-overflow
      -Wno-stringop-overread)
  endif()
endif()

if(GRPC_PERF_MSGR_FUZZ)
  # All that a fuzz target links tells it which ways an input takes.
  add_compile_options(-fsanitize=fuzzer-no-link)
  add_link_options(-fsanitize=fuzzer-no-link)
endif()

# Compiles the sources of a target as one, a third of the time: most of it goes into
# headers that all of them include. Names in their anonymous namespaces must differ.
#   SOME  of what is not measured alone: the comparison and the tests
#   ALL   of all targets: for builds that nobody measures
set(GRPC_PERF_MSGR_UNITY OFF CACHE STRING
  "Compile each target as one source: OFF, SOME (what is not measured) or ALL")
set_property(CACHE GRPC_PERF_MSGR_UNITY PROPERTY STRINGS OFF SOME ALL)

if(GRPC_PERF_MSGR_UNITY AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # To GCC a source that is included is a header, whose classes must not have
  # members of types that no other source can name.
  target_compile_options(project_options INTERFACE -Wno-subobject-linkage)
endif()

# Called for what is not measured.
function(compile_as_one)
  if(GRPC_PERF_MSGR_UNITY)
    set_target_properties(${ARGN} PROPERTIES
      UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 0)
  endif()
endfunction()

# One library for a folder, its sources listed by name.
function(project_library name)
  add_library(${name} STATIC ${ARGN})
  target_link_libraries(${name} PUBLIC project_options)
  if(GRPC_PERF_MSGR_UNITY STREQUAL "ALL")
    compile_as_one(${name})
  endif()
endfunction()
