#!/usr/bin/env bash
# Whether Clang ($1) finds what unguarded.inc does without its lock, and nothing
# else; $2 is the source folder.
set -euo pipefail

source_file=$2/test/common/unguarded.inc
warnings=$("$1" -std=c++20 -x c++ -fsyntax-only -Wall -Wextra -Wthread-safety \
  -I"$2" "$source_file" 2>&1 | grep 'warning:\|error:' || true)
echo "$warnings"
# One of each line marked so, and no other.
expected=$(grep -n '// refused$' "$source_file" | cut -d: -f1)
found=$(cut -d: -f2 <<<"$warnings")
if [[ $found != "$expected" ]]; then
  echo "Clang warns of lines ${found//$'\n'/ }, not of ${expected//$'\n'/ }"
  exit 1
fi
