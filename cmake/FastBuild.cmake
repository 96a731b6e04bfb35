# Builds that are made again and again: a compiler's cache and LLVM's linker,
# each where it is there. Neither changes what is built. (Debian 12's mold, 1.10, is
# faster still, but now and then a program of its making does not load: its
# RELRO segment ends past what is mapped.)
option(GRPC_PERF_MSGR_FAST_BUILD "Use ccache and lld where installed" OFF)

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
  find_program(LLD ld.lld)
  if(LLD)
    add_link_options(-fuse-ld=lld)
  endif()
endif()
