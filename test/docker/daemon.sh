#!/usr/bin/env bash
# A Docker daemon for the tests alone, with the image built: own folder, own
# socket, everything cleared away in the end.
#   daemon.sh start STATE   starts it; STATE/docker_host then names its socket
#   daemon.sh stop STATE    ends it
# It ends by itself when the process that called start (CTest) is gone.
#
# Exit status 77: not on this machine, for the reason that is printed and left in
# STATE/skipped. Where GRPC_PERF_MSGR_REQUIRE contains "docker" that is a failure.
#   GRPC_PERF_MSGR_DOCKER_SCRATCH  where its folder is made (/var/tmp)
#   GRPC_PERF_MSGR_DOCKER_HOST     use this daemon, nothing is started; the image
#                                  under test must be there
#   GRPC_PERF_MSGR_DOCKER_IMAGE    its name (grpc_perf_msgr:test)
set -euo pipefail

if (($# != 2)); then
  echo "usage: daemon.sh start|stop STATE" >&2
  exit 2
fi
readonly task=$1 state=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here source=$here/../..
# Debian 13, as docker/Dockerfile wants it.
readonly suite=trixie base_image=debian:trixie-slim

skip() {
  echo "$*" | tee "$state/skipped"
  [[ ${GRPC_PERF_MSGR_REQUIRE:-} != *docker* ]] || exit 1
  exit 77
}

# Prints the id of a dockerd of this network namespace: a second one would share
# its bridge and its firewall rules.
other_daemon() {
  local pid
  for pid in $(pgrep -x dockerd); do
    if [[ $(readlink "/proc/$pid/ns/net") == "$(readlink /proc/self/ns/net)" ]]
    then
      echo "$pid"
      return
    fi
  done
}

check_machine() {
  local program pid
  ((EUID == 0)) || skip "dockerd needs root"
  PATH+=:/usr/sbin:/sbin
  for program in dockerd docker docker-compose mmdebstrap iptables ip pgrep; do
    command -v "$program" >/dev/null ||
      skip "no $program on this machine: ./install_dependencies.sh docker"
  done
  pid=$(other_daemon)
  [[ -z $pid ]] ||
    skip "a dockerd runs already (process $pid), which is not to be disturbed;" \
      "GRPC_PERF_MSGR_DOCKER_HOST would have the tests use it"
}

# Debian without a registry. Kept, for it takes a minute.
make_base_image() {
  local archive=$state/$suite.tar
  if [[ ! -e $archive || -n $(find "$archive" -mtime +7) ]]; then
    mmdebstrap --quiet --variant=minbase --format=tar \
      --dpkgopt='path-exclude=/usr/share/doc/*' \
      --dpkgopt='path-exclude=/usr/share/man/*' \
      --dpkgopt='path-exclude=/usr/share/locale/*' \
      "$suite" "$archive.new"
    mv "$archive.new" "$archive"
  fi
  docker import --change 'CMD ["bash"]' "$archive" "$base_image"
}

start() {
  local scratch deadline=$((SECONDS + 60))
  mkdir -p "$state"
  rm -f "$state/skipped" "$state/docker_host" "$state/supervisor"
  if [[ -n ${GRPC_PERF_MSGR_DOCKER_HOST:-} ]]; then
    echo "$GRPC_PERF_MSGR_DOCKER_HOST" >"$state/docker_host"
    return
  fi
  check_machine
  scratch=$(mktemp -d \
    "${GRPC_PERF_MSGR_DOCKER_SCRATCH:-/var/tmp}/grpc_perf_msgr_docker.XXXXXX")
  setsid "$here/supervise.sh" "$scratch" "$PPID" \
    </dev/null >"$state/supervisor.log" 2>&1 &
  echo $! >"$state/supervisor"
  export DOCKER_HOST=unix://$scratch/docker.sock
  until docker info >/dev/null 2>&1; do
    if ((SECONDS > deadline)) || ! kill -0 "$(<"$state/supervisor")"; then
      tail -n 20 "$state/supervisor.log"
      stop
      skip "dockerd does not start on this machine"
    fi
    sleep 0.2
  done
  # From here on a failure is one: the machine can do it.
  trap stop EXIT
  make_base_image
  "$source/docker/build.sh" --tag=grpc_perf_msgr:test
  trap - EXIT
  echo "$DOCKER_HOST" >"$state/docker_host"
}

stop() {
  local pid
  [[ -e $state/supervisor ]] || return 0
  pid=$(<"$state/supervisor")
  rm -f "$state/docker_host" "$state/supervisor"
  kill "$pid" 2>/dev/null || return 0
  while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
}

case $task in
  start | stop) "$task" ;;
  *)
    echo "daemon.sh: must be start or stop, got \"$task\"" >&2
    exit 2
    ;;
esac
