# Reads the headers of the libraries once for all targets. For the presets of the
# sanitizers, whose builds are the longest; others compile without, so that a
# header that is missing in a source is noticed.
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
  find_package(GTest REQUIRED)
  file(WRITE ${PROJECT_BINARY_DIR}/precompiled.cc "")
  add_library(precompiled OBJECT ${PROJECT_BINARY_DIR}/precompiled.cc)
  target_link_libraries(precompiled PRIVATE
    project_options grpc_library absl::status GTest::gmock Threads::Threads)
  target_precompile_headers(precompiled PRIVATE
    <algorithm> <chrono> <fstream> <map> <memory> <mutex> <string> <thread>
    <vector>
    <absl/status/statusor.h> <absl/strings/str_cat.h> <absl/strings/str_join.h>
    <absl/time/time.h>
    <gmock/gmock.h> <grpcpp/grpcpp.h> <gtest/gtest.h>)
  foreach(target IN LISTS targets)
    get_target_property(type ${target} TYPE)
    if(type MATCHES "^(STATIC_LIBRARY|EXECUTABLE)$")
      target_precompile_headers(${target} REUSE_FROM precompiled)
      # As the targets of GoogleTest have it: GCC wants all macros to agree.
      target_compile_definitions(${target} PRIVATE GTEST_HAS_PTHREAD=1)
    endif()
  endforeach()
endfunction()
