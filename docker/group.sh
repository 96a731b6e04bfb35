#!/usr/bin/env bash
# Several clients in containers load one server at the same time, as a group: they
# start together, and merge what they measured.
set -euo pipefail
# shellcheck source=docker/script.sh
source "$(dirname "${BASH_SOURCE[0]}")/script.sh"

usage() {
  cat <<'USAGE'
usage: docker/group.sh [--clients=N] [--out=DIR]

  --clients=N  how many, 1..1000 (default: 4)
  --out=DIR    a new folder (default: docker/results/group-TIME)

Each client leaves its result in DIR/NAME-HOST.json and what it printed in
DIR/client-N.log; the server's log is DIR/server.log. The load is that of each
client, set by the variables of docker/compose.common.yaml (THREADS, WINDOW, ...),
and GROUP (the name), GROUP_TIMEOUT (how long the clients wait for each other).

Exit status: 0 when every client succeeded, else the highest of theirs; 2 for a
bad command line; 130 after Ctrl-C.
USAGE
}

clients=4 out=$here/results/group-$(date -u +%Y%m%dT%H%M%SZ)
while (($# > 0)); do
  case $1 in
    --clients=*) clients=${1#*=} ;;
    --out=*) out=${1#*=} ;;
    -h | --help)
      usage
      exit 0
      ;;
    *) usage_error "unknown argument \"$1\"" ;;
  esac
  shift
done
if [[ ! $clients =~ ^[1-9][0-9]{0,3}$ ]] || ((clients > 1000)); then
  usage_error "--clients must be 1..1000, got \"$clients\""
fi
[[ ! -e $out/server.log ]] || usage_error "$out holds the results of a group"

compose_files=(-f "$here/compose.yaml" -f "$here/compose.group.yaml")
export GROUP_SIZE=$clients
begin_project "$out"
trap 'end_project "$out/server.log"' EXIT
trap 'exit 130' INT TERM

compose up -d --scale "client=$clients" client
containers=$(containers_of client)
number=0 highest=0
for container in $containers; do
  status=$(docker wait "$container")
  log=$out/client-$((++number)).log
  docker logs "$container" >"$log" 2>&1
  if ((status != 0)); then
    echo "group.sh: client $number ended with exit status $status:" >&2
    tail -n 3 "$log" >&2
  fi
  ((status <= highest)) || highest=$status
done
# Every client knows the merged result; the one that merged prints it.
cat "$out"/client-*.log
printf '%d clients; results are in %s\n' "$number" "$out"
exit "$highest"
