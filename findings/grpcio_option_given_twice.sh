#!/usr/bin/env bash
# grpcio 1.85.3 (Python, x86-64): a channel or server option that is given twice.
#
# Who lets a user's options follow their own defaults, as in
#     grpc.insecure_channel(target, options=defaults + users)
# expects the later value to count, as with a dict, a command line or os.environ.
# It does not: of two numbers the first one counts, silently, at client and server
# alike; of two user agents both are sent, joined by a space.
#
# Seen:
#   client limit 10 then 100000, 1000 bytes: RESOURCE_EXHAUSTED, larger than max (1000 vs. 10)
#   client limit 100000 then 10, 1000 bytes: OK
#   server limit 10 then 100000, 1000 bytes: RESOURCE_EXHAUSTED, larger than max (1000 vs. 10)
#   user agent: first second grpc-python/1.85.3
#
# Needs python3 with venv, and PyPI. Exit status: 0 when it is still so, 1 when not.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet grpcio==1.85.3

cat >"$work/twice.py" <<'PYTHON'
import re
from concurrent import futures

import grpc

SMALL, LARGE = 10, 100_000
agents = []


class Echo(grpc.GenericRpcHandler):
    def service(self, details):
        agents.append(dict(details.invocation_metadata).get("user-agent"))
        return grpc.unary_unary_rpc_method_handler(lambda request, _: request)


def outcome(server_options, client_options):
    """What comes of one call with 1,000 bytes."""
    server = grpc.server(futures.ThreadPoolExecutor(1), handlers=[Echo()],
                         options=server_options)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with grpc.insecure_channel(f"127.0.0.1:{port}",
                               options=client_options) as channel:
        try:
            channel.unary_unary("/s/m")(b"x" * 1000, timeout=10)
            return "OK"
        except grpc.RpcError as error:
            numbers = re.search(r"larger than max \(\d+ vs\. \d+\)",
                                error.details())
            return f"{error.code().name}, {numbers and numbers.group()}"
        finally:
            server.stop(None).wait()


SEND, RECEIVE = "grpc.max_send_message_length", "grpc.max_receive_message_length"
print("client limit 10 then 100000, 1000 bytes:",
      outcome([], [(SEND, SMALL), (SEND, LARGE)]))
print("client limit 100000 then 10, 1000 bytes:",
      outcome([], [(SEND, LARGE), (SEND, SMALL)]))
print("server limit 10 then 100000, 1000 bytes:",
      outcome([(RECEIVE, SMALL), (RECEIVE, LARGE)], []))
agents.clear()
outcome([], [("grpc.primary_user_agent", "first"),
             ("grpc.primary_user_agent", "second")])
print("user agent:", agents[0].partition(" grpc-c/")[0])
PYTHON

cat >"$work/expected" <<'SEEN'
client limit 10 then 100000, 1000 bytes: RESOURCE_EXHAUSTED, larger than max (1000 vs. 10)
client limit 100000 then 10, 1000 bytes: OK
server limit 10 then 100000, 1000 bytes: RESOURCE_EXHAUSTED, larger than max (1000 vs. 10)
user agent: first second grpc-python/1.85.3
SEEN

"$work/venv/bin/python" "$work/twice.py" | tee "$work/seen"
if ! diff "$work/expected" "$work/seen"; then
  echo "It behaves otherwise now." >&2
  exit 1
fi
echo "As described: the first of two numbers counts, and user agents are joined."
