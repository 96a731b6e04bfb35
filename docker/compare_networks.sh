#!/usr/bin/env bash
# What does Docker's bridge cost? One comparison, interleaved, of a server in the
# host's own network with one behind a bridge, over raw TCP and gRPC.
set -euo pipefail
# shellcheck source=docker/script.sh
source "$(dirname "${BASH_SOURCE[0]}")/script.sh"

usage() {
  cat <<'USAGE'
usage: docker/compare_networks.sh [--out=DIR] [--scenario=FILE]

  --out=DIR        a new folder (default: docker/results/networks-TIME)
  --scenario=FILE  instead of docker/scenarios/networks.json

The client is in the host's own network. The variables are those of
docker/compose.common.yaml; GRPC_PORT, TCP_PORT and MSGR2_PORT must be free on the
host. The exit status is that of grpc_perf_msgr_compare.
USAGE
}

out=$here/results/networks-$(date -u +%Y%m%dT%H%M%SZ)
scenario=$here/scenarios/networks.json
while (($# > 0)); do
  case $1 in
    --out=*) out=${1#*=} ;;
    --scenario=*) scenario=${1#*=} ;;
    -h | --help)
      usage
      exit 0
      ;;
    *) usage_error "unknown argument \"$1\"" ;;
  esac
  shift
done
[[ -r $scenario ]] || usage_error "--scenario: cannot read \"$scenario\""
[[ ! -e $out/comparison.json ]] || usage_error "$out holds a comparison already"

compose_files=(-f "$here/compose.networks.yaml")
begin_project "$out"
trap 'end_project "$out/server.log"' EXIT
trap 'exit 130' INT TERM

cp "$scenario" "$out/scenario.json"
export SCENARIO=/results/scenario.json
export COMPARE_FLAGS="--out=/results ${COMPARE_FLAGS:-}"
compose up -d server bridge-server
BRIDGE_SERVER=$(docker inspect --format \
  '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' \
  "$(containers_of bridge-server)")
export BRIDGE_SERVER
compose run --rm compare
