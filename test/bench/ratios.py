#!/usr/bin/env python3
"""Measures the ratios that grpc_perf_msgr promises, in one interleaved run.

Server pinned to one CPU, client to another; within a round every variant runs
once, so that slow drifts of the machine meet all alike. Prints the median of
each variant over the rounds, and the median of the ratios taken within rounds.

  test/bench/ratios.py [--rounds 5] [--duration 3s] [--only NAME ...]
      [--build build/release] [--system_allocator_build build/release-system]

The second build, for the comparison of allocators, is made by
  cmake --preset release-system && cmake --build --preset release-system
and left out of the comparison when it is not there.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile


class Variant:
    """One server and client set-up, and what it measured."""

    def __init__(self, name, build, threads, window, size, flush="drain",
                 ios=None):
        self.name = name
        self.build = build
        self.point = (threads, window, size)
        self.flush = flush
        self.ios = ios
        self.runs = []


class Server:
    """A server on loopback for the length of a with block."""

    def __init__(self, variant, cpu):
        self.folder = tempfile.TemporaryDirectory()
        self.port_file = pathlib.Path(self.folder.name) / "port"
        self.process = subprocess.Popen(
            [variant.build / "grpc_perf_msgr_server", "127.0.0.1:0", "1", "0",
             f"--flush={variant.flush}", f"--cpus={cpu}",
             f"--port_file={self.port_file}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def __enter__(self):
        while not self.port_file.exists():
            if self.process.poll() is not None:
                sys.exit("the server ended at once; run it by hand to see why")
            os.sched_yield()
        return self.port_file.read_text().strip()

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.folder.cleanup()


def measure(variant, duration, cpus):
    """Runs the variant once and returns its figures."""
    threads, window, size = variant.point
    load = ["--duration=" + duration, "--warmup=300ms"]
    ios = "0"
    if variant.ios:
        load, ios = [], str(variant.ios)
    with Server(variant, cpus[0]) as port, \
            tempfile.NamedTemporaryFile(suffix=".json") as result:
        run = subprocess.run(
            [variant.build / "grpc_perf_msgr_client", f"127.0.0.1:{port}",
             str(threads), str(window), ios, "0", str(size), "--quiet",
             f"--flush={variant.flush}", f"--cpus={cpus[1]}",
             "--connect_timeout=60s", "--stall_timeout=60s",
             f"--result_json={result.name}"] + load,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if run.returncode != 0:
            sys.exit(f"{variant.name}: the client failed:\n{run.stderr}")
        record = json.loads(pathlib.Path(result.name).read_text())
    summary = record["summary"]
    cpu = {end: (summary[f"{end}_user_ns_per_message"] +
                 summary[f"{end}_system_ns_per_message"]) / 1e3
           for end in ("client", "server")}
    return {
        "msg_s": summary["messages_per_second"],
        "cpu": cpu["client"] + cpu["server"],
        "client_cpu": cpu["client"],
        "server_cpu": cpu["server"],
        "p50_us": summary["latency_p50_ns"] / 1e3,
        "p99_us": summary["latency_p99_ns"] / 1e3,
    }


def ratio(a, b, figure):
    """Median of a/b, paired by round, with the least and the greatest."""
    ratios = [x[figure] / y[figure] for x, y in zip(a.runs, b.runs)]
    return (f"{statistics.median(ratios):.2f} "
            f"({min(ratios):.2f}..{max(ratios):.2f})")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    top = pathlib.Path(__file__).resolve().parents[2]
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--duration", default="3s")
    parser.add_argument("--only", nargs="*", help="variants to run")
    parser.add_argument("--build", type=pathlib.Path,
                        default=top / "build/release")
    parser.add_argument("--system_allocator_build", type=pathlib.Path,
                        default=top / "build/release-system")
    parser.add_argument("--cpus", default="0,1", help="of server, client")
    options = parser.parse_args()
    cpus = options.cpus.split(",")
    build, system = options.build, options.system_allocator_build

    variants = [
        Variant("drain", build, 1, 32, 4096),
        Variant("message", build, 1, 32, 4096, flush="message"),
        Variant("drain 1x1", build, 1, 1, 4096),
        Variant("message 1x1", build, 1, 1, 4096, flush="message"),
        Variant("1 MiB", build, 1, 8, 1 << 20),
        Variant("window 1024", build, 1, 1024, 4096),
        Variant("64 threads", build, 64, 32, 4096),
        Variant("1000 threads", build, 1000, 2, 4096, ios=100),
    ]
    if (system / "grpc_perf_msgr_client").exists():
        variants.append(Variant("1 MiB system", system, 1, 8, 1 << 20))
    if options.only:
        variants = [v for v in variants if v.name in options.only]
    for done in range(options.rounds):
        for variant in variants:
            variant.runs.append(measure(variant, options.duration, cpus))
            print(f"round {done + 1}/{options.rounds}: {variant.name:16}",
                  end="\r", file=sys.stderr)
    print(" " * 60, end="\r", file=sys.stderr)

    print(f"{'variant':14} {'point':>13} {'flush':>8} {'msg/s':>9} "
          f"{'CPU us/msg':>11} {'client':>7} {'server':>7} {'p50 us':>9} "
          f"{'p99 us':>9}")
    for v in variants:
        median = {key: statistics.median(run[key] for run in v.runs)
                  for key in v.runs[0]}
        point = "x".join(str(part) for part in v.point)
        print(f"{v.name:14} {point:>13} {v.flush:>8} {median['msg_s']:9,.0f} "
              f"{median['cpu']:11.2f} {median['client_cpu']:7.2f} "
              f"{median['server_cpu']:7.2f} {median['p50_us']:9,.1f} "
              f"{median['p99_us']:9,.1f}")
    print()
    by_name = {v.name: v for v in variants}
    for label, a, b, figure, promise in (
            ("drain / message, msg/s", "drain", "message", "msg_s", ">= 1.8"),
            ("drain / message, CPU", "drain", "message", "cpu", "<= 0.55"),
            ("drain / message at 1x1, msg/s", "drain 1x1", "message 1x1",
             "msg_s", ">= 1, within the noise"),
            ("tcmalloc / system at 1 MiB, msg/s", "1 MiB", "1 MiB system",
             "msg_s", ">= 1.8"),
            ("window 1024 / 32, CPU", "window 1024", "drain", "cpu",
             "<= 1.25"),
            ("64 threads / 1, CPU", "64 threads", "drain", "cpu", "<= 1.6")):
        if a in by_name and b in by_name:
            print(f"{label:36} {ratio(by_name[a], by_name[b], figure):24} "
                  f"promised {promise}")


if __name__ == "__main__":
    main()
