# Reads the headers of the libraries once for all targets: half of the time of a
# build. Not for a single target or for clang-tidy, which notices a header that a
# source forgets to include.
option(GRPC_PERF_MSGR_PRECOMPILE "Precompile the headers of the libraries" OFF)

function(list_targets out folder)
  get_property(targets DIRECTORY ${folder} PROPERTY BUILDSYSTEM_TARGETS)
  get_property(folders DIRECTORY ${folder} PROPERTY SUBDIRECTORIES)
  foreach(subfolder IN LISTS folders)
    list_targets(more ${subfolder})
    list(APPEND targets ${more})
  endforeach()
  set(${out} ${targets} PARENT_SCOPE)
endfunction()

# Called last, when all targets are there.
function(precompile_headers)
  if(NOT GRPC_PERF_MSGR_PRECOMPILE)
    return()
  endif()
  list_targets(targets ${PROJECT_SOURCE_DIR})
  file(WRITE ${PROJECT_BINARY_DIR}/precompiled.cc "")
  add_library(precompiled OBJECT ${PROJECT_BINARY_DIR}/precompiled.cc)
  set(headers
    <algorithm> <chrono> <fstream> <map> <memory> <mutex> <string> <thread>
    <vector>
    <absl/status/statusor.h> <absl/strings/str_cat.h> <absl/strings/str_join.h>
    <absl/time/time.h> <grpcpp/grpcpp.h>)
  set(libraries project_options grpc_library absl::status Threads::Threads)
  if(BUILD_TESTING)
    find_package(GTest REQUIRED)
    list(INSERT headers 13 <gmock/gmock.h>)
    list(APPEND headers <gtest/gtest.h>)
    list(INSERT libraries 3 GTest::gmock)
  endif()
  target_link_libraries(precompiled PRIVATE ${libraries})
  target_precompile_headers(precompiled PRIVATE ${headers})
  foreach(target IN LISTS targets)
    get_target_property(type ${target} TYPE)
    if(type MATCHES "^(STATIC_LIBRARY|EXECUTABLE)$")
      target_precompile_headers(${target} REUSE_FROM precompiled)
      # As the targets of GoogleTest have it: GCC wants all macros to agree.
      target_compile_definitions(${target} PRIVATE GTEST_HAS_PTHREAD=1)
    endif()
  endforeach()
endfunction()
