#!/usr/bin/env bash
# Installs the Debian packages that this project needs, where they are missing.
# Nothing is asked of apt when nothing is missing.
set -euo pipefail

readonly build_packages=(
  cmake g++ git ninja-build pkgconf libjs-chart.js
  libabsl-dev libgoogle-perftools-dev libgrpc++-dev libisal-dev
  libprotobuf-dev protobuf-compiler protobuf-compiler-grpc
)
readonly test_packages=(
  chromium iproute2 libbenchmark-dev libgmock-dev libgtest-dev mmdebstrap
  python3 python3-grpcio python3-protobuf valgrind
)
readonly ci_packages=(
  clang clang-format clang-tidy libclang-rt-dev lld shellcheck
)
readonly docker_packages=(
  docker-compose docker.io iproute2 iptables mmdebstrap procps python3-yaml
)

usage() {
  cat <<'USAGE'
usage: ./install_dependencies.sh [GROUP...]

Installs what is missing of the named groups (default: build test):
  build  compiler, build tools and the libraries of the programs
  test   what the tests and the micro-benchmarks need
  ci     what the checks in .ci/run need
  docker what the tests in containers need: Docker's daemon, Compose, and
         mmdebstrap, which makes a base image without a registry
USAGE
}

fail() {
  echo "install_dependencies.sh: $*" >&2
  exit 1
}

# True when the package $1 is installed and configured.
is_installed() {
  local state
  state=$(dpkg-query --show --showformat='${db:Status-Status}' "$1" \
    2>/dev/null) || return 1
  [[ $state == installed ]]
}

if (($# == 0)); then
  set -- build test
fi
wanted=()
for group in "$@"; do
  case $group in
    build) wanted+=("${build_packages[@]}") ;;
    test) wanted+=("${test_packages[@]}") ;;
    ci) wanted+=("${ci_packages[@]}") ;;
    docker) wanted+=("${docker_packages[@]}") ;;
    -h | --help)
      usage
      exit 0
      ;;
    *)
      usage >&2
      echo >&2
      echo "install_dependencies.sh: no group \"$group\"" >&2
      exit 2
      ;;
  esac
done

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  fail "this is not Debian (no dpkg-query or apt-get). Install the" \
    "counterparts of these packages, then build with" \
    "\"cmake --preset release\": ${wanted[*]}"
fi

missing=()
for package in "${wanted[@]}"; do
  is_installed "$package" || missing+=("$package")
done
if ((${#missing[@]} == 0)); then
  exit 0
fi

as_root=()
if ((EUID != 0)); then
  command -v sudo >/dev/null ||
    fail "neither root nor sudo at hand, so these packages must be" \
      "installed by somebody who is root: ${missing[*]}"
  as_root=(sudo)
fi

# Another apt may be at work, e.g. on a machine that has just started.
apt_get=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive
  apt-get -q -y -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3)

echo "Installing: ${missing[*]}"
"${apt_get[@]}" update ||
  fail "apt-get update failed: no network, or the sources of apt are wrong"
"${apt_get[@]}" install --no-install-recommends "${missing[@]}" ||
  fail "apt-get could not install: ${missing[*]}"
