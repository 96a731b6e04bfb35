#!/usr/bin/env bash
# A matrix of comparisons in containers, one folder of results.
set -euo pipefail
# shellcheck source=docker/script.sh
source "$(dirname "${BASH_SOURCE[0]}")/script.sh"

usage() {
  cat <<'USAGE'
usage: docker/sweep.sh [FLAG...]

Compares the listeners of a server in containers, under every combination of the
server's settings: one comparison for each, with a server of its own. Lists are
separated by commas.

Settings of the server (a new server for each combination):
  --network=LIST         bridge, host (default: bridge)
  --server_threads=LIST  (default: 1)
  --server_cpus=LIST     limits of its CPU time, e.g. 0.5; 0: none (default: 0)
  --image=LIST           images, e.g. of two commits
                         (default: grpc_perf_msgr:latest)
What is measured in each:
  --threads=LIST         client threads (default: 1)
  --window=LIST          messages in flight of each (default: 1,32)
  --bytes=LIST           payload (default: 4096)
  --duration=TIME        of each run (default: 2s)
  --warmup=TIME          (default: 500ms)
  --repeats=N            (default: 3)
  --scenario=FILE        a scenario instead of these six, with @SERVER@,
                         @GRPC_PORT@, @TCP_PORT@ and @MSGR2_PORT@ in its addresses
Results:
  --out=DIR              a new folder (default: docker/results/sweep-TIME)
  --list                 print the combinations, run nothing

DIR gets a folder for each combination (comparison.json, comparison.csv,
report.html, log.txt, server.log) and summary.csv, which has the runs of all.
Everything else is set by the variables of docker/compose.common.yaml, e.g.
SERVER_CPUSET=0 CLIENT_CPUSET=1 docker/sweep.sh.

Exit status: 0 when every comparison succeeded; 1 when one failed, which the last
lines name, the others were made all the same; 2 for a bad command line; 130 after
Ctrl-C.
USAGE
}

network=bridge server_threads=1 server_cpus=0 image=grpc_perf_msgr:latest
threads=1 window=1,32 bytes=4096 duration=2s warmup=500ms repeats=3
scenario='' out='' list=false
while (($# > 0)); do
  case $1 in
    --network=* | --server_threads=* | --server_cpus=* | --image=* | \
      --threads=* | --window=* | --bytes=* | --duration=* | --warmup=* | \
      --repeats=* | --scenario=* | --out=*)
      name=${1%%=*}
      printf -v "${name#--}" %s "${1#*=}"
      ;;
    --list) list=true ;;
    -h | --help)
      usage
      exit 0
      ;;
    *) usage_error "unknown argument \"$1\"" ;;
  esac
  shift
done

# $1 names the list $2, each item of which must match $3, described by $4.
check_list() {
  local item
  [[ -n $2 && $2 != *, ]] || usage_error "--$1 must be $4, got \"$2\""
  for item in ${2//,/ }; do
    [[ $item =~ ^($3)$ ]] || usage_error "--$1 must be $4, got \"$item\""
  done
}
readonly number='[1-9][0-9]{0,8}' time='[0-9.]+(us|ms|s|m)'
check_list network "$network" 'bridge|host' 'bridge, host or both'
check_list server_threads "$server_threads" "$number" 'numbers of 1 or more'
check_list server_cpus "$server_cpus" '[0-9]+(\.[0-9]+)?' 'numbers of CPUs'
check_list image "$image" '[A-Za-z0-9][A-Za-z0-9._:/@-]*' 'names of images'
check_list threads "$threads" "$number" 'numbers of 1 or more'
check_list window "$window" "$number" 'numbers of 1 or more'
check_list bytes "$bytes" '[0-9]+' 'numbers of bytes'
check_list duration "$duration" "$time" 'a time such as 2s'
check_list warmup "$warmup" "$time" 'a time such as 500ms'
check_list repeats "$repeats" "$number" 'a number of 1 or more'
[[ -z $scenario || -r $scenario ]] ||
  usage_error "--scenario: cannot read \"$scenario\""

# The combinations, each "network server_threads server_cpus image".
combinations=()
for i in ${image//,/ }; do
  for n in ${network//,/ }; do
    for t in ${server_threads//,/ }; do
      for c in ${server_cpus//,/ }; do combinations+=("$n $t $c $i"); done
    done
  done
done
if $list; then
  printf '%s\n' 'network server_threads server_cpus image' "${combinations[@]}"
  exit 0
fi

out=${out:-$here/results/sweep-$(date -u +%Y%m%dT%H%M%SZ)}
[[ ! -e $out/summary.csv ]] || usage_error "$out holds a sweep already"

# The default scenario's targets at the points of the command line.
write_scenario() {
  cat <<SCENARIO
{
  "name": "sweep",
  "threads": [$threads],
  "window": [$window],
  "bytes": [$bytes],
  "duration": "$duration",
  "warmup": "$warmup",
  "repeats": $repeats,
$(sed -n '/^  "targets"/,/^  \]/p' "$here/scenarios/listeners.json" |
    sed 's/^  \],$/  ]/')
}
SCENARIO
}

# Copies the runs of the combination $1 (named $2) to the summary.
add_to_summary() {
  local csv=$out/$2/comparison.csv first=${1// /,}
  [[ -r $csv ]] || return 0
  [[ -e $out/summary.csv ]] ||
    sed -n '1s/^/network,server_threads_set,server_cpus_set,image,/p' "$csv" \
      >"$out/summary.csv"
  sed "1d; s|^|$first,|" "$csv" >>"$out/summary.csv"
}

# Makes the comparison of combination $1 (named $2). The names below are not those
# of the lists, which write_scenario needs.
run_one() {
  local the_network the_threads the_cpus the_image status=0
  read -r the_network the_threads the_cpus the_image <<<"$1"
  compose_files=(-f "$here/compose.yaml")
  [[ $the_network == bridge ]] || compose_files+=(-f "$here/compose.host.yaml")
  begin_project "$out/$2" || return 1
  export IMAGE=$the_image SERVER_THREADS=$the_threads SERVER_CPUS=$the_cpus
  if [[ -n $scenario ]]; then
    cp "$scenario" "$RESULTS/scenario.json" || return 1
  else
    write_scenario >"$RESULTS/scenario.json" || return 1
  fi
  export SCENARIO=/results/scenario.json
  export COMPARE_FLAGS="--out=/results ${COMPARE_FLAGS:-}"
  compose run --rm compare 2>&1 | tee "$RESULTS/log.txt" || status=$?
  end_project "$RESULTS/server.log"
  return "$status"
}

trap 'echo "sweep.sh: stopped" >&2; exit 130' INT TERM
mkdir -p "$out"
failed=()
for combination in "${combinations[@]}"; do
  read -r n t c i <<<"$combination"
  name=$n-threads$t-cpus$c-${i//[^A-Za-z0-9._-]/_}
  printf '\n=== %s\n' "$name"
  # In a subshell, which clears away what it started, whatever ends it.
  (
    trap '[[ -z ${RESULTS:-} ]] || end_project "$RESULTS/server.log"; exit 130' \
      INT TERM
    run_one "$combination" "$name"
  ) || {
    status=$?
    ((status != 130)) || exit 130
    failed+=("$name (exit status $status, see $out/$name/log.txt)")
  }
  add_to_summary "$combination" "$name"
done

printf '\n%d of %d comparisons succeeded; results are in %s\n' \
  $((${#combinations[@]} - ${#failed[@]})) "${#combinations[@]}" "$out"
if ((${#failed[@]} > 0)); then
  printf 'FAILED: %s\n' "${failed[@]}"
  exit 1
fi
