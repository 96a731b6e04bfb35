#!/usr/bin/env bash
# What the scripts of this folder share; they source it, and set compose_files.
# shellcheck disable=SC2034,SC2154

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here

# Ends a script because of its command line.
usage_error() {
  echo "$(basename "$0"): $* (--help)" >&2
  exit 2
}

# Sets compose_command to Compose v2 or docker-compose 1.29, whichever is there.
# COMPOSE names another one.
find_compose() {
  if [[ -n ${COMPOSE:-} ]]; then
    read -r -a compose_command <<<"$COMPOSE"
  elif docker compose version >/dev/null 2>&1; then
    compose_command=(docker compose)
  elif command -v docker-compose >/dev/null; then
    compose_command=(docker-compose)
  else
    echo "$(basename "$0"): neither \"docker compose\" nor \"docker-compose\"" \
      "is there: install one of them (Debian: docker-compose)" >&2
    exit 2
  fi
}

# Prepares to run Compose under a project name of its own, which end_project
# clears away; results go to the folder $1, as the user who runs the script.
begin_project() {
  find_compose
  mkdir -p "$1"
  RESULTS=$(cd "$1" && pwd)
  RESULTS_USER=${RESULTS_USER:-$(id -u):$(id -g)}
  COMPOSE_PROJECT_NAME=$(basename "$0" .sh)-$$
  export RESULTS RESULTS_USER COMPOSE_PROJECT_NAME
}

compose() {
  "${compose_command[@]}" "${compose_files[@]}" "$@" </dev/null
}

# Keeps the log of the servers, and clears away containers and network.
end_project() {
  compose logs --no-color server >"$1" 2>&1 || true
  compose down --timeout 20 >/dev/null 2>&1 || true
}

# Ids of the containers of the service $1.
containers_of() {
  docker ps --all --quiet \
    --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME" \
    --filter "label=com.docker.compose.service=$1"
}
