#!/usr/bin/env bash
# Prints the Debian packages of the shared libraries that programs need, one a
# line. Used when the image is built, so that its packages need not be listed by
# name, which differ from one Debian to the next.
#   library_packages.sh PROGRAM...
set -euo pipefail

if (($# == 0)); then
  echo "usage: library_packages.sh PROGRAM..." >&2
  exit 2
fi

libraries=$(for program in "$@"; do ldd "$program"; done)
if grep 'not found' <<<"$libraries" >&2; then
  echo "library_packages.sh: a shared library is missing" >&2
  exit 1
fi
# "libz.so.1 => /lib/x86_64-linux-gnu/libz.so.1 (0x...)". dpkg knows files by
# the path that they were installed to, which /lib need not be.
awk '$2 == "=>" { print $3 }' <<<"$libraries" | sort -u |
  while read -r library; do
    dpkg-query --search "$(realpath "$library")"
  done | cut -d: -f1 | sort -u
