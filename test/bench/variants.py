"""Runs the programs of a build in one set-up after another, pinned."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

BARE = "bare"


class Variant:
    """One server and client set-up, and what it measured in each round.

    `transport` is grpc, tcp or BARE, the hand-written loop of bare_loop.cc.
    `ios` messages a thread instead of a duration; `threads` is the client's.
    """

    def __init__(self, name, build, point, transport="grpc", flush="drain",
                 codec="protobuf", busy_poll=False, ios=None, grpc_args=()):
        self.name = name
        self.build = build
        self.threads, self.window, self.bytes = point
        self.transport = transport
        self.flush = flush
        self.ios = ios
        self.client_flags = [f"--codec={codec}"]
        self.both_flags = [f"--flush={flush}"]
        self.both_flags += [f"--grpc_arg={arg}" for arg in grpc_args]
        if busy_poll:
            self.both_flags.append("--busy_poll")
        self.runs = []

    @property
    def point(self):
        return f"{self.threads}x{self.window}x{self.bytes}"


class Server:
    """The server of a variant, on loopback, for the length of a with block."""

    def __init__(self, variant, cpu):
        self.folder = tempfile.TemporaryDirectory()
        self.port_file = pathlib.Path(self.folder.name) / "port"
        if variant.transport == BARE:
            command = ["taskset", "-c", cpu,
                       variant.build / "test/bench/bare_loop", "server",
                       self.port_file]
        else:
            # The second, on gRPC, tells the client about the server's CPU time.
            addresses = ["127.0.0.1:0"]
            if variant.transport != "grpc":
                addresses.insert(0, f"{variant.transport}://127.0.0.1:0")
            command = [variant.build / "grpc_perf_msgr_server",
                       ",".join(addresses), "1", "0", f"--cpus={cpu}",
                       f"--port_file={self.port_file}"] + variant.both_flags
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def __enter__(self):
        while not self.port_file.exists():
            if self.process.poll() is not None:
                sys.exit("the server ended at once; run it by hand to see why")
            os.sched_yield()
        return self.port_file.read_text().split()

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.folder.cleanup()

    def cpu_seconds(self):
        """User and system time so far, by the kernel's clock ticks."""
        stat = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text()
        fields = stat.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def run(command, name):
    """What the command printed; ends this program when it fails."""
    done = subprocess.run(command, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"{name}: the client failed:\n{done.stderr}")
    return done.stdout


def measure_bare(variant, milliseconds, cpus):
    server = Server(variant, cpus[0])
    with server as ports:
        before = server.cpu_seconds()
        printed = run(
            ["taskset", "-c", cpus[1],
             variant.build / "test/bench/bare_loop", "client", ports[0],
             str(variant.threads), str(variant.window), str(milliseconds),
             str(variant.bytes)], variant.name)
        server_cpu = server.cpu_seconds() - before
    messages, run_ns, client_cpu_ns = (int(part) for part in printed.split())
    client_cpu = client_cpu_ns / 1e3 / messages
    server_cpu = server_cpu * 1e6 / messages
    return {"msg_s": messages / (run_ns / 1e9),
            "cpu": client_cpu + server_cpu,
            "client_cpu": client_cpu, "server_cpu": server_cpu,
            "p50_us": float("nan"), "p99_us": float("nan")}


def measure(variant, milliseconds, cpus):
    """Runs the variant once, server and client on their CPUs."""
    if variant.transport == BARE:
        return measure_bare(variant, milliseconds, cpus)
    load, ios = [f"--duration={milliseconds}ms", "--warmup=300ms"], "0"
    if variant.ios:
        load, ios = [], str(variant.ios)
    with Server(variant, cpus[0]) as ports, \
            tempfile.NamedTemporaryFile(suffix=".json") as result:
        run([variant.build / "grpc_perf_msgr_client",
             f"{variant.transport}://127.0.0.1:{ports[0]}",
             str(variant.threads), str(variant.window), ios, "0",
             str(variant.bytes), "--quiet", f"--cpus={cpus[1]}",
             f"--control=127.0.0.1:{ports[-1]}",
             "--connect_timeout=60s", "--stall_timeout=60s",
             f"--result_json={result.name}"]
            + variant.both_flags + variant.client_flags + load, variant.name)
        record = json.loads(pathlib.Path(result.name).read_text())
    summary = record["summary"]
    cpu = {end: (summary[f"{end}_user_ns_per_message"] +
                 summary[f"{end}_system_ns_per_message"]) / 1e3
           for end in ("client", "server")}
    return {"msg_s": summary["messages_per_second"],
            "cpu": cpu["client"] + cpu["server"],
            "client_cpu": cpu["client"], "server_cpu": cpu["server"],
            "p50_us": summary["latency_p50_ns"] / 1e3,
            "p99_us": summary["latency_p99_ns"] / 1e3}
