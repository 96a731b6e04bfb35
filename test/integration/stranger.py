#!/usr/bin/python3
"""A stranger: a client and a server of the wire protocol written from
proto/messenger.proto alone, in another language, with nothing of ours but the
messages that protoc generates from it.

  stranger.py client PROTO_FOLDER SERVER_PROGRAM   stranger's client, our server
  stranger.py server PROTO_FOLDER CLIENT_PROGRAM   our client, stranger's server

PROTO_FOLDER holds messenger_pb2.py. Exit status 0: they understand each other.
"""

import concurrent.futures
import json
import os
import subprocess
import sys
import tempfile
import time

import grpc

PATIENCE_S = 60
METHOD = "/grpc_perf_msgr.v1.Messenger/Exchange"


def crc32c(data):
    """CRC-32C (Castagnoli), bit by bit as the textbooks have it."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def check(condition, what):
    if not condition:
        raise AssertionError(what)


def exchange(channel, messages, ops):
    """All replies to `ops`."""
    call = channel.stream_stream(
        METHOD,
        request_serializer=messages.Op.SerializeToString,
        response_deserializer=messages.OpReply.FromString,
    )
    return call(iter(ops), timeout=PATIENCE_S, wait_for_ready=True)


def test_good_ops(channel, messages):
    ops = []
    for i, size in enumerate([0, 1, 3, 100, 4097]):
        for reply_bytes in [0, 1, 5000]:
            data = bytes((i + j) % 256 for j in range(size))
            op = messages.Op(id=len(ops) + (1 << 40), data=data,
                             reply_bytes=reply_bytes)
            if len(ops) % 2:
                op.crc32c = crc32c(data)
            ops.append(op)
    asked = {op.id: op for op in ops}
    for reply in exchange(channel, messages, ops):
        op = asked.pop(reply.id)
        check(len(reply.data) == op.reply_bytes, "size of the reply")
        check(reply.HasField("crc32c") == op.HasField("crc32c"), "crc or none")
        if reply.HasField("crc32c"):
            check(reply.crc32c == crc32c(reply.data), "crc of the reply")
    check(not asked, f"unanswered: {asked.keys()}")


def test_bad_crc(channel, messages):
    good = messages.Op(id=1, data=b"123456789", crc32c=0xE3069283)
    bad = messages.Op(id=2, data=b"123456789", crc32c=0xE3069282)
    answered = []
    try:
        for reply in exchange(channel, messages, [good, bad]):
            answered.append(reply.id)
        check(False, "a wrong crc went unnoticed")
    except grpc.RpcError as error:
        check(error.code() == grpc.StatusCode.DATA_LOSS, f"{error.code()}")
    check(answered == [1], f"answered {answered}")


def test_client(messages, server_program):
    with tempfile.TemporaryDirectory() as folder:
        port_file = os.path.join(folder, "port")
        server = subprocess.Popen(
            [server_program, "127.0.0.1:0", "1", "0",
             "--port_file=" + port_file])
        try:
            end = time.monotonic() + PATIENCE_S
            while not os.path.exists(port_file):
                check(server.poll() is None, "the server ended")
                check(time.monotonic() < end, "the server does not come up")
                time.sleep(0.01)
            with open(port_file, encoding="ascii") as file:
                port = int(file.read())
            with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
                test_good_ops(channel, messages)
                test_bad_crc(channel, messages)
            server.terminate()
            check(server.wait(PATIENCE_S) == 0, "exit status of the server")
        finally:
            if server.poll() is None:
                server.kill()
                server.wait()


def serve(messages):
    """A server that answers every op; returns it and its port."""

    def answer(ops, _context):
        for op in ops:
            if op.HasField("crc32c"):
                check(op.crc32c == crc32c(op.data), "crc of the op")
            reply = messages.OpReply(id=op.id, data=b"r" * op.reply_bytes)
            if op.HasField("crc32c"):
                reply.crc32c = crc32c(reply.data)
            yield reply

    handler = grpc.stream_stream_rpc_method_handler(
        answer,
        request_deserializer=messages.Op.FromString,
        response_serializer=messages.OpReply.SerializeToString,
    )
    server = grpc.server(concurrent.futures.ThreadPoolExecutor(max_workers=8))
    server.add_generic_rpc_handlers((
        grpc.method_handlers_generic_handler(
            "grpc_perf_msgr.v1.Messenger", {"Exchange": handler}),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return server, port


def test_server(messages, client_program):
    server, port = serve(messages)
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "result.json")
            subprocess.run(
                [client_program, f"127.0.0.1:{port}", "2", "8", "100", "0",
                 "513", "--reply_bytes=77", "--verify", "--warmup=10",
                 "--stall_timeout=60s", "--result_json=" + path],
                check=True, timeout=2 * PATIENCE_S)
            with open(path, encoding="utf-8") as file:
                result = json.load(file)
    finally:
        server.stop(None).wait(PATIENCE_S)
    check(result["status"]["code"] == "OK", "status")
    counts = {name: int(count) for name, count in result["counts"].items()}
    check(counts["sent"] == counts["answered"] == 200, counts)
    check(counts["lost"] == counts["errors"] == 0, counts)
    check(counts["answered_all_phases"] == 220, counts)
    check(counts["bytes_sent"] == 200 * 513, counts)
    check(counts["bytes_received"] == 200 * 77, counts)
    check("server_cpu" not in result, "figures that nobody gave")


def main():
    role, proto_folder, program = sys.argv[1:]
    sys.path.insert(0, proto_folder)
    import messenger_pb2  # pylint: disable=import-error,import-outside-toplevel
    check(crc32c(b"123456789") == 0xE3069283, "this file's own crc")
    {"client": test_client, "server": test_server}[role](messenger_pb2, program)


if __name__ == "__main__":
    main()
