# Embeds files into a library as C++ functions that return their content.
#
#   embed_files(OUTPUT_VARIABLE HEADER NAMESPACE FUNCTION=FILE[,FILE...]...)
#
# writes a .cc that defines `absl::string_view FUNCTION()` in NAMESPACE for each
# entry (files joined in their order) and stores its path in OUTPUT_VARIABLE.
# HEADER is included by it and declares the functions.
#
# The same file, run with -P, is what writes the .cc at build time.
cmake_minimum_required(VERSION 3.25)

if(NOT CMAKE_SCRIPT_MODE_FILE)
  set(EMBED_FILES_SCRIPT ${CMAKE_CURRENT_LIST_FILE})

  function(embed_files output_variable header namespace)
    get_filename_component(name ${header} NAME_WE)
    set(output ${CMAKE_CURRENT_BINARY_DIR}/${name}.cc)
    set(depends ${EMBED_FILES_SCRIPT})
    foreach(entry ${ARGN})
      string(REGEX REPLACE "^[^=]*=" "" files "${entry}")
      string(REPLACE "," ";" files "${files}")
      list(APPEND depends ${files})
    endforeach()
    string(REPLACE ";" "|" entries "${ARGN}")
    add_custom_command(
      OUTPUT ${output}
      COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DHEADER=${header}
              -DNAMESPACE=${namespace} "-DENTRIES=${entries}"
              -P ${EMBED_FILES_SCRIPT}
      DEPENDS ${depends}
      COMMENT "Embedding files into ${name}.cc"
      VERBATIM)
    set(${output_variable} ${output} PARENT_SCOPE)
  endfunction()
  return()
endif()

# An array of characters and not a string literal, whose length compilers need
# only support up to 65,536.
function(write_function output function files)
  set(hex "")
  foreach(file ${files})
    file(READ "${file}" content HEX)
    string(APPEND hex "${content}")
  endforeach()
  string(LENGTH "${hex}" length)
  math(EXPR length "${length} / 2")
  string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," hex "${hex}")
  file(APPEND "${output}" "
absl::string_view ${function}() {
  static constexpr char kContent[] = {
${hex}'\\0'};
  return absl::string_view(kContent, ${length});
}
")
endfunction()

file(WRITE "${OUTPUT}" "// Written by cmake/EmbedFiles.cmake.
#include \"${HEADER}\"

namespace ${NAMESPACE} {
")
string(REPLACE "|" ";" ENTRIES "${ENTRIES}")
foreach(entry ${ENTRIES})
  string(REGEX MATCH "^([^=]*)=(.*)$" ignored "${entry}")
  set(function "${CMAKE_MATCH_1}")
  string(REPLACE "," ";" files "${CMAKE_MATCH_2}")
  write_function("${OUTPUT}" "${function}" "${files}")
endforeach()
file(APPEND "${OUTPUT}" "
}  // namespace ${NAMESPACE}
")
