#!/usr/bin/env bash
# Runs every test: installs what is missing, builds, and leaves the rest to
# CTest, whose exit status is this script's.
#   ./run_tests.sh [PRESET [CTEST_ARGUMENT...]]
# PRESET is release (the default), debug, asan or tsan.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
readonly preset=${1:-release}
shift $(($# > 0 ? 1 : 0))

./install_dependencies.sh build test
cmake --preset "$preset"
cmake --build --preset "$preset"
# Most tests wait more than they work.
ctest --preset "$preset" -j $((2 * $(nproc))) "$@"
