#!/usr/bin/env bash
# Builds the image, which is told version and commit of the source.
set -euo pipefail

usage() {
  cat <<'USAGE'
usage: docker/build.sh [FLAG...] [-- FLAG_OF_DOCKER_BUILD...]

  --target=runtime|ceph  which image: the programs, or with Debian's ceph-test,
                         too (default: runtime)
  --tag=NAME:TAG         its name (default: grpc_perf_msgr:latest, or
                         grpc_perf_msgr:ceph)
  --base=IMAGE           a Debian image to build on, e.g. one of your mirror
                         (default: debian:trixie-slim)
USAGE
}

fail() {
  echo "build.sh: $*" >&2
  exit 2
}

target=runtime tag='' base=debian:trixie-slim
while (($# > 0)); do
  case $1 in
    --target=*) target=${1#*=} ;;
    --tag=*) tag=${1#*=} ;;
    --base=*) base=${1#*=} ;;
    --)
      shift
      break
      ;;
    -h | --help)
      usage
      exit 0
      ;;
    *) fail "unknown argument \"$1\" (--help)" ;;
  esac
  shift
done
case $target in
  runtime) tag=${tag:-grpc_perf_msgr:latest} ;;
  ceph) tag=${tag:-grpc_perf_msgr:ceph} ;;
  *) fail "--target must be runtime or ceph, got \"$target\"" ;;
esac

source=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
version=$(sed -n 's/^project(.* VERSION \([0-9.]*\) .*/\1/p' \
  "$source/CMakeLists.txt")
[[ -n $version ]] || fail "no version in $source/CMakeLists.txt"
# As cmake/WriteVersion.cmake names it; the image is built without git's folder.
commit=unknown
if git -C "$source" ls-files --error-unmatch CMakeLists.txt >/dev/null 2>&1 &&
  commit=$(git -C "$source" rev-parse --short=12 HEAD); then
  changes=$(git -C "$source" status --porcelain --untracked-files=no)
  [[ -z $changes ]] || commit+=-dirty
fi

echo "Building $tag: $target, version $version, commit $commit, on $base" >&2
exec docker build --file "$source/docker/Dockerfile" --target "$target" \
  --tag "$tag" --build-arg "BASE=$base" \
  --build-arg "GRPC_PERF_MSGR_VERSION=$version" \
  --build-arg "GRPC_PERF_MSGR_COMMIT=$commit" "$@" "$source"
