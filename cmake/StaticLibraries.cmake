# Which form of gRPC, protobuf and absl is linked.
#
# Debian ships archives beside the shared libraries. A message takes thousands of
# calls within gRPC, each of which goes through the procedure linkage table, and
# its thread-local variables through the dynamic linker, when they are shared:
# with the archives a message of 4 KiB costs about a quarter less CPU time.

# Not under sanitizers: of an inline function that is in an archive, too, which is
# not instrumented, the linker may take that copy and hide what it does. And the
# suppressions of ThreadSanitizer name shared libraries.
if(GRPC_PERF_MSGR_SANITIZE)
  set(default_link shared)
else()
  set(default_link static)
endif()
set(GRPC_PERF_MSGR_LINK ${default_link} CACHE STRING
    "How gRPC, protobuf and absl are linked: static or shared")
set_property(CACHE GRPC_PERF_MSGR_LINK PROPERTY STRINGS static shared)
if(NOT GRPC_PERF_MSGR_LINK MATCHES "^(static|shared)$")
  message(FATAL_ERROR "GRPC_PERF_MSGR_LINK must be static or shared, "
                      "got \"${GRPC_PERF_MSGR_LINK}\"")
endif()

function(require_archive name path)
  if(NOT EXISTS "${path}")
    message(FATAL_ERROR "${name} is not there: install it, or configure with "
                        "-DGRPC_PERF_MSGR_LINK=shared")
  endif()
endfunction()

# Has imported targets whose names begin so stand for archives, and lists these
# in `out`.
function(use_archives out prefix)
  set(archives "")
  get_property(targets DIRECTORY PROPERTY IMPORTED_TARGETS)
  foreach(target IN LISTS targets)
    if(NOT target MATCHES "^${prefix}")
      continue()
    endif()
    get_target_property(type ${target} TYPE)
    if(NOT type MATCHES "^(SHARED|UNKNOWN)_LIBRARY$")
      continue()
    endif()
    get_target_property(configurations ${target} IMPORTED_CONFIGURATIONS)
    list(TRANSFORM configurations PREPEND _)
    foreach(suffix IN LISTS configurations ITEMS "")
      get_target_property(location ${target} IMPORTED_LOCATION${suffix})
      if(NOT location)
        continue()
      endif()
      string(REGEX REPLACE "\\.so(\\.[0-9.]+)?$" ".a" archive "${location}")
      require_archive("${archive}" "${archive}")
      set_target_properties(${target} PROPERTIES
        IMPORTED_LOCATION${suffix} "${archive}")
      list(APPEND archives "${archive}")
    endforeach()
  endforeach()
  set(${out} "${archives}" PARENT_SCOPE)
endfunction()

# What the linker is to be told for gRPC and its reflection, by pkg-config. Asked
# once and by hand: pkg_check_modules asks twenty times, and Debian's pkgconf
# takes seconds for each answer about this one.
function(ask_for_grpc out)
  execute_process(
    COMMAND ${PKG_CONFIG_EXECUTABLE} --libs grpc++
    OUTPUT_VARIABLE flags ERROR_VARIABLE error RESULT_VARIABLE result
    OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "gRPC is not there (libgrpc++-dev in Debian): ${error}")
  endif()
  separate_arguments(flags UNIX_COMMAND "${flags}")
  list(PREPEND flags -lgrpc++_reflection)
  list(APPEND flags -lprotobuf)
  list(REMOVE_DUPLICATES flags)
  set(${out} "${flags}" PARENT_SCOPE)
endfunction()

# Defines grpc_library: gRPC with its reflection and all that they need. More
# archives may be given: the linker takes from them what is missing, e.g. what
# Debian 13's re2 needs of absl and pkg-config does not know of.
function(define_grpc_library)
  ask_for_grpc(flags)
  add_library(grpc_library INTERFACE)
  target_link_libraries(grpc_library INTERFACE ${CMAKE_DL_LIBS} Threads::Threads)
  if(GRPC_PERF_MSGR_LINK STREQUAL "shared")
    target_link_libraries(grpc_library INTERFACE ${flags})
    return()
  endif()
  set(items "")
  foreach(flag IN LISTS flags)
    # The rest (OpenSSL, zlib, c-ares) has no part in a message's way.
    if(flag MATCHES "^-l((grpc|gpr|absl_|protobuf|upb|re2|address_sorting).*)")
      set(name lib${CMAKE_MATCH_1}.a)
      find_library(archive ${name} NO_CACHE)
      require_archive("${name}" "${archive}")
      list(APPEND items "${archive}")
      unset(archive)
    elseif(flag MATCHES "^-l")
      list(APPEND items "${flag}")
    endif()
  endforeach()
  list(APPEND items ${ARGN})
  list(REMOVE_DUPLICATES items)
  # One item, so that CMake keeps it together.
  list(JOIN items "," items)
  target_link_libraries(grpc_library INTERFACE
    "-Wl,--start-group,${items},--end-group")
endfunction()
