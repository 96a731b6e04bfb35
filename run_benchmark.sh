#!/usr/bin/env bash
# Measures gRPC on this machine: installs what is missing, builds, starts a
# server on loopback, runs the client against it and prints the result. The exit
# status is the client's. Arguments go to the client, e.g.
#   ./run_benchmark.sh --duration=30s --result_json=results/run.json
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
readonly programs=build/release

# Prints the first $1 CPUs that this process may run on, one a line.
allowed_cpus() {
  local range
  sed -n 's/^Cpus_allowed_list:[[:space:]]*//p' /proc/self/status |
    tr ',' '\n' |
    while IFS= read -r range; do
      seq "${range%-*}" "${range#*-}"
    done | sed "$1q"
}

# Ends the server, whatever way this script ends.
stop_server() {
  local status=$?
  if [[ -n ${server_pid:-} ]]; then
    kill -TERM "$server_pid" 2>/dev/null || true
    wait "$server_pid" 2>/dev/null || true
  fi
  rm -rf "$scratch"
  exit "$status"
}

# Waits until the server has written its port and answers.
wait_for_server() {
  local deadline=$((SECONDS + 30))
  until [[ -s $scratch/port ]]; do
    if ! kill -0 "$server_pid" 2>/dev/null || ((SECONDS >= deadline)); then
      echo "run_benchmark.sh: the server did not start:" >&2
      cat "$scratch/server.log" >&2
      return 1
    fi
    sleep 0.05
  done
  address=127.0.0.1:$(<"$scratch/port")
  "$programs/grpc_perf_msgr_client" "$address" --check
}

./install_dependencies.sh build test
cmake --preset release
cmake --build --preset release \
  --target grpc_perf_msgr_server grpc_perf_msgr_client

# Two busy threads that share a core halve everything, so each side gets its own.
server_flags=()
client_flags=()
mapfile -t cpus < <(allowed_cpus 2)
if ((${#cpus[@]} == 2)); then
  server_flags+=("--cpus=${cpus[0]}")
  client_flags+=("--cpus=${cpus[1]}")
fi

scratch=$(mktemp -d)
trap stop_server EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

"$programs/grpc_perf_msgr_server" 127.0.0.1:0 1 0 \
  --port_file="$scratch/port" "${server_flags[@]}" \
  >"$scratch/server.log" 2>&1 &
server_pid=$!
wait_for_server

# 1 thread, window 32, for 5 s, no think time, 4096 bytes.
"$programs/grpc_perf_msgr_client" "$address" 1 32 0 0 4096 \
  --warmup=1s --duration=5s "${client_flags[@]}" "$@"
