#!/usr/bin/env bash
# Makes a folder with Ceph's own ceph_perf_msgr programs, from Debian 13's package
# ceph-test, and prints its path. One that is there is taken as it is; half of one
# never is.
#   make_ceph_root.sh DIR
# GRPC_PERF_MSGR_CEPH_ROOT in the environment wins over DIR.
# As root it becomes a Debian system to chroot into; otherwise the packages are
# only unpacked, and programs run by the dynamic loader in it. It takes half a
# minute, 1 GB and a Debian mirror.
# Exit status 77 when it can't be made, with the reason; 1 where
# GRPC_PERF_MSGR_REQUIRE names "ceph".
set -euo pipefail

readonly program=usr/bin/ceph_perf_msgr_client
root=${GRPC_PERF_MSGR_CEPH_ROOT:-${1:-}}

give_up() {
  echo "make_ceph_root.sh: no Debian 13 root with ceph-test: $*" >&2
  case " ${GRPC_PERF_MSGR_REQUIRE:-} " in
    *[\ ,]ceph[\ ,]*) exit 1 ;;
  esac
  exit 77
}

if [[ -z $root ]]; then
  echo "usage: make_ceph_root.sh DIR" >&2
  exit 2
fi
mkdir -p "$(dirname "$root")" || give_up "can't make a folder for $root"
root=$(cd "$(dirname "$root")" && pwd)/$(basename "$root")

# Two at once would make it twice.
exec 9>"$root.lock" || give_up "can't write $root.lock"
flock 9
if [[ -x $root/$program ]]; then
  echo "$root"
  exit 0
fi
[[ ! -e $root ]] || give_up "$root is there and has no $program"
command -v mmdebstrap >/dev/null ||
  give_up "mmdebstrap is not installed (./install_dependencies.sh test)"

if ((EUID == 0)); then
  how=(--mode=root --variant=minbase)
else
  how=(--mode=chrootless --variant=extract)
fi
making=$(mktemp -d "$root.making.XXXXXX")
trap 'rm -rf "$making" "$making.log"' EXIT
if ! timeout 900 mmdebstrap "${how[@]}" --include=ceph-test \
  trixie "$making/root" >"$making.log" 2>&1 9>&-; then
  give_up "mmdebstrap failed: $(tail -n 3 "$making.log" | tr '\n' ' ')"
fi
[[ -x $making/root/$program ]] || give_up "ceph-test has no $program"
mv "$making/root" "$root"
echo "$root"
