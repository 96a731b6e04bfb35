#!/usr/bin/env bash
# Measures what gRPC costs over a raw messenger on this machine: installs what is
# missing, builds, and compares the targets of the default scenario on loopback in
# about two minutes. Ends by saying where the report is; the exit status is that
# of grpc_perf_msgr_compare. Arguments go to it, e.g.
#   ./run_benchmark.sh --list
#   ./run_benchmark.sh my_scenario.json --out=results/mine
set -euo pipefail

# Paths among the arguments are the caller's.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here

(
  cd "$here"
  ./install_dependencies.sh build
  cmake --preset release -DBUILD_TESTING=OFF
  cmake --build --preset release \
    --target grpc_perf_msgr_server grpc_perf_msgr_client grpc_perf_msgr_compare
)
exec "$here/build/release/grpc_perf_msgr_compare" "$@"
