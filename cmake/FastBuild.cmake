# Builds that are made again and again: a compiler's cache and a fast linker,
# each where it is there. Neither changes what is built.
option(GRPC_PERF_MSGR_FAST_BUILD "Use ccache and mold or lld where installed" OFF)

if(GRPC_PERF_MSGR_FAST_BUILD)
  find_program(CCACHE ccache)
  if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    # What ccache must overlook to take precompiled headers.
    set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      ${CCACHE})
    add_compile_options($<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
  endif()
  foreach(linker IN ITEMS mold lld)
    find_program(FAST_LINKER_${linker} ld.${linker})
    if(FAST_LINKER_${linker})
      add_link_options(-fuse-ld=${linker})
      break()
    endif()
  endforeach()
endif()
