#!/bin/sh
# Compares the ways to a server that runs already. In the image as
# compare_at_server:
#   compare_at_server SCENARIO.json [FLAG of grpc_perf_msgr_compare...]
# SCENARIO.json is one of grpc_perf_msgr_compare's, in which @NAME@ stands for the
# variable NAME of the environment, above all
#   SERVER     name or address of the server's host; IPv6 in brackets (no default)
#   GRPC_PORT  10001
#   TCP_PORT   10002
#   MSGR2_PORT 10003
# The exit status is that of grpc_perf_msgr_compare; 2 also for a bad variable, 1
# also when the server does not answer within CONNECT_TIMEOUT (30s).
set -eu

fail() {
  echo "compare_at_server: $*" >&2
  exit 2
}

[ $# -ge 1 ] || fail "usage: compare_at_server SCENARIO.json [FLAG...]"
scenario=$1
shift
[ -r "$scenario" ] || fail "cannot read the scenario \"$scenario\""
: "${SERVER:=}"
: "${GRPC_PORT:=10001}" "${TCP_PORT:=10002}" "${MSGR2_PORT:=10003}"
[ -n "$SERVER" ] ||
  fail "SERVER must name the server's host, e.g. SERVER=10.0.0.2"
for port in "$GRPC_PORT" "$TCP_PORT" "$MSGR2_PORT"; do
  case $port in
    *[!0-9]*) fail "a port must be 1..65535, got \"$port\"" ;;
  esac
done

filled=$(mktemp)
cp "$scenario" "$filled"
for name in $(grep -o '@[A-Z][A-Z0-9_]*@' "$scenario" | tr -d @ | sort -u); do
  value=
  eval "value=\${$name:-}"
  case $value in
    '') fail "$scenario needs the variable $name, which is not set" ;;
    *[!][A-Za-z0-9._:%-]*)
      fail "$name must be a name, an address or a number, got \"$value\"" ;;
  esac
  sed -i "s/@$name@/$value/g" "$filled"
done

grpc_perf_msgr_client "$SERVER:$GRPC_PORT" --check --quiet \
  --connect_timeout="${CONNECT_TIMEOUT:-30s}" || {
  status=$?
  echo "compare_at_server: no server answers at $SERVER:$GRPC_PORT; is it up," \
    "and is the port open?" >&2
  exit "$status"
}
exec grpc_perf_msgr_compare "$filled" "$@"
