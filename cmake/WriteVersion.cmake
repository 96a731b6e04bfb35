# Writes OUTPUT: the version and the commit of the source as C++. Run at every
# build:
#   cmake -DSOURCE_DIR= -DOUTPUT= -DVERSION= [-DCOMMIT=] -P WriteVersion.cmake
#
# The file is touched only when its content changes, so that nothing is built
# anew for nothing.
cmake_minimum_required(VERSION 3.25)

foreach(variable SOURCE_DIR OUTPUT VERSION)
  if("${${variable}}" STREQUAL "")
    message(FATAL_ERROR "${variable} must be given")
  endif()
endforeach()

# Runs git in the source folder; `out` is what it printed, `ok` whether it
# worked.
function(ask_git ok out)
  execute_process(
    COMMAND ${GIT} --no-optional-locks ${ARGN}
    WORKING_DIRECTORY ${SOURCE_DIR}
    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_QUIET
    OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(result EQUAL 0)
    set(${ok} TRUE PARENT_SCOPE)
  else()
    set(${ok} FALSE PARENT_SCOPE)
  endif()
  set(${out} "${output}" PARENT_SCOPE)
endfunction()

# The commit with "-dirty" when a file that git knows was changed; or "unknown".
function(find_commit out)
  set(${out} "unknown" PARENT_SCOPE)
  find_program(GIT git)
  if(NOT GIT)
    return()
  endif()
  # An unpacked archive may lie inside somebody else's repository.
  ask_git(ok ignored ls-files --error-unmatch CMakeLists.txt)
  if(NOT ok)
    return()
  endif()
  # Fails before the first commit.
  ask_git(ok commit rev-parse --short=12 HEAD)
  if(NOT ok)
    return()
  endif()
  ask_git(ok changes status --porcelain --untracked-files=no)
  if(NOT ok OR NOT "${changes}" STREQUAL "")
    string(APPEND commit "-dirty")
  endif()
  set(${out} "${commit}" PARENT_SCOPE)
endfunction()

if("${COMMIT}" STREQUAL "")
  find_commit(COMMIT)
endif()

set(content "// Written by cmake/WriteVersion.cmake.
#include \"common/environment.h\"

namespace grpc_perf_msgr {

const char* ProgramVersion() { return \"${VERSION}\"; }
const char* ProgramCommit() { return \"${COMMIT}\"; }

}  // namespace grpc_perf_msgr
")

set(previous "")
if(EXISTS "${OUTPUT}")
  file(READ "${OUTPUT}" previous)
endif()
if(NOT content STREQUAL previous)
  file(WRITE "${OUTPUT}" "${content}")
endif()
