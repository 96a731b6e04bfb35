#!/usr/bin/env python3
"""Counts the work of a message and compares it with what it was.

  test/work/work_test.py [--build build/release] [--only FIGURE ...]
      [--record [--reason TEXT]]

A real client loads a real server over loopback, one of them under valgrind's
callgrind, twice: the instructions of the longer run less those of the shorter
one, over the messages between them, are those of a message. They must be within
2 % of those in numbers.txt.
Allocations that our own code asks for, counted from the same runs, must be none,
but for a call's own objects where a message is a call.

Numbers hold for a compiler and a version of gRPC. Where there are none, that is
said and the exit status is 77. --record writes what was counted; a number that
grows by more than 2 % wants a reason, which stands beside it.

What repeats, and why the figures are taken where they are:
 * Threads that only look around from time to time are left out (callgrind.py).
 * tcp and msgr2 at a window of 32: the end under callgrind is some fifty times
   slower than the other, so that bursts are always whole.
 * gRPC at a window of 1: how many messages share a burst there goes by time.
 * What is out of bounds is counted again, and the median decides.
"""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import callgrind

SKIPPED = 77
TOLERANCE = 0.02
# Whether its threads find more to do at once goes by time: they differ by a fifth,
# and no number is kept of them.
UNSTABLE = ("callback",)
TRIES = 5
# Allocations a message that are none: what a container grows by once, and what the
# server reads when it is asked for its counters, over the messages between.
NO_ALLOCATION = 0.05
# A unary call is an object of its own on the server, with gRPC's responder in it.
ALLOCATIONS = {"unary/server": 2}
TIMEOUT_S = 300
BYTES = 4096
HERE = pathlib.Path(__file__).resolve().parent
NUMBERS = HERE / "numbers.txt"


class Case:
    """One way of a message; a figure for each of its ends."""

    def __init__(self, name, scheme, window, messages, client_flags=(),
                 server_flags=()):
        self.name = name
        self.scheme = scheme
        self.window = window
        self.messages = messages
        self.client_flags = list(client_flags)
        self.server_flags = list(server_flags)


CASES = (
    Case("tcp", "tcp", 32, (2000, 22000)),
    Case("msgr2", "msgr2", 32, (2000, 22000)),
    Case("stream", "grpc", 1, (500, 5500)),
    Case("callback", "grpc", 1, (500, 5500), ["--api=callback"],
         ["--api=callback"]),
    Case("unary", "grpc", 1, (500, 3500), ["--api=unary"]),
)
FIGURES = {f"{case.name}/{end}": (case, end)
           for case in CASES for end in ("client", "server")}


def skip(why):
    """Ends this program, as a failure where GRPC_PERF_MSGR_REQUIRE has "work"."""
    print(f"skipped: {why}")
    required = os.environ.get("GRPC_PERF_MSGR_REQUIRE", "").split(",")
    sys.exit(1 if "work" in required else SKIPPED)


def fail(text):
    sys.exit(f"work_test.py: {text}")


def wait_for_port(process, port_file):
    deadline = time.monotonic() + TIMEOUT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            fail(f"the server ended with status {process.returncode}")
        if port_file.exists() and port_file.read_text().strip():
            return port_file.read_text().split()[0]
        time.sleep(0.02)
    fail("the server did not listen in time")


def count(build, case, end, messages):
    """One run; callgrind's counts of its `end`, and the client's record."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        out_file = folder / "callgrind"
        prefix = {"client": [], "server": []}
        prefix[end] = ["valgrind"] + callgrind.options(out_file)
        server = subprocess.Popen(
            prefix["server"] +
            [build / "grpc_perf_msgr_server", f"{case.scheme}://127.0.0.1:0",
             "1", "0", f"--port_file={folder / 'port'}"] + case.server_flags,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            port = wait_for_port(server, folder / "port")
            done = subprocess.run(
                prefix["client"] +
                [build / "grpc_perf_msgr_client",
                 f"{case.scheme}://127.0.0.1:{port}", "1", str(case.window),
                 str(messages), "0", str(BYTES), "--quiet",
                 f"--result_json={folder / 'result'}", "--connect_timeout=60s",
                 "--stall_timeout=60s"] + case.client_flags,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                timeout=TIMEOUT_S)
            if done.returncode != 0:
                fail(f"{case.name}: the client failed:\n{done.stdout}")
        finally:
            server.terminate()
            server.wait()
        record = json.loads((folder / "result").read_text())
        return callgrind.Counts(out_file), record


def measure(build, case, end):
    """Instructions a message, allocations a message by owner and caller."""
    least, most = case.messages
    short, _ = count(build, case, end, least)
    long, record = count(build, case, end, most)
    messages = most - least
    return ((long.instructions - short.instructions) / messages,
            *callgrind.allocations_per_message(short, long, messages), record)


def toolchain(record):
    """What numbers hold for: "GCC-12.2.0 gRPC-1.51.1-static"."""
    client = record["client_environment"]
    grpc = next((library for library in client["libraries"]
                 if library["name"] == "gRPC"), {})
    compiler = client["compiler"].replace(" ", "-")
    return (f"{compiler} gRPC-{grpc.get('version', 'unknown')}-"
            f"{grpc.get('linkage', 'unknown')}", client["build_type"])


class Numbers:
    """numbers.txt: "COMPILER GRPC FIGURE INSTRUCTIONS REASON" a line."""

    def __init__(self):
        self.lines = []
        self.known = {}
        for line in NUMBERS.read_text().splitlines():
            if not line or line.startswith("#"):
                self.lines.append(line)
                continue
            fields = line.split(None, 4)
            if len(fields) != 5 or fields[2] not in FIGURES:
                fail(f"{NUMBERS.name}: not a number with its reason: {line}")
            compiler, grpc, figure, number, reason = fields
            self.known[(f"{compiler} {grpc}", figure)] = (int(number), reason)

    def find(self, tools, figure):
        return self.known.get((tools, figure), (None, ""))

    def record(self, tools, figure, counted, reason):
        old, old_reason = self.find(tools, figure)
        if old is not None and counted > old * (1 + TOLERANCE) and not reason:
            fail(f"{figure}: {counted:.0f} are more than the {old} recorded: "
                 "say why with --reason")
        self.known[(tools, figure)] = (
            round(counted), reason or old_reason or "the first count")

    def write(self):
        lines = self.lines + [
            f"{tools} {figure} {number} {reason}"
            for (tools, figure), (number, reason) in sorted(self.known.items())]
        NUMBERS.write_text("\n".join(lines) + "\n")


def within(counted, number):
    return abs(counted - number) <= TOLERANCE * number


def judge(figure, instructions, number):
    """A complaint; none where all is well."""
    if within(instructions, number):
        return []
    change = 100 * (instructions / number - 1)
    if instructions > number:
        return [f"{figure}: a message takes {instructions:.0f} instructions, "
                f"{change:+.1f} % of {number}. Mend it, or --record it with "
                "its --reason"]
    return [f"{figure}: a message takes {instructions:.0f} instructions, "
            f"{change:+.1f} % of {number}: --record the better number"]


def check(figure, options, numbers):
    """Counts one figure; complaints, and whether there was a number."""
    case, end = FIGURES[figure]
    tries = []
    number = None
    while len(tries) < TRIES:
        instructions, by_owner, ours, record = measure(options.build, case, end)
        tries.append(instructions)
        tools, build_type = toolchain(record)
        if build_type != "Release":
            fail(f"{options.build} is a {build_type} build: only Release counts")
        number, _ = numbers.find(tools, figure)
        median = statistics.median(tries)
        if options.record:
            if len(tries) >= 3:
                break
        elif number is None or within(median, number):
            break
    print(f"{figure:16} {median:8.0f} instructions ({number or 'none'} recorded;"
          f" {len(tries)} counts), allocations: {by_owner['ours']:.3f} ours, "
          f"{by_owner['generated']:.2f} generated code, "
          f"{by_owner['library']:.2f} libraries", flush=True)
    complaints = []
    if by_owner["ours"] > ALLOCATIONS.get(figure, 0) + NO_ALLOCATION:
        complaints.append(f"{figure}: our code allocates "
                          f"{by_owner['ours']:.3f} times a message")
        for callers, more in sorted(ours.items(), key=lambda item: -item[1]):
            if more > NO_ALLOCATION / 10:
                complaints.append(f"  {more:.3f} by " + "\n    from ".join(
                    callgrind.qualified_name(c) for c in callers[:4]))
    if options.record and case.name not in UNSTABLE:
        numbers.record(tools, figure, median, options.reason)
    elif number is not None:
        complaints += judge(figure, median, number)
    else:
        print(f"{figure}: no number for {tools}; test/work/work_test.py "
              "--record writes one")
    return complaints, number is not None


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path,
                        default=HERE.parents[1] / "build/release")
    parser.add_argument("--only", nargs="*", choices=sorted(FIGURES),
                        default=list(FIGURES))
    parser.add_argument("--record", action="store_true",
                        help="write what was counted to numbers.txt")
    parser.add_argument("--reason", default="",
                        help="why a number grows, in a few words")
    options = parser.parse_args()
    if shutil.which("valgrind") is None:
        skip("valgrind is not installed (in Debian the package valgrind)")
    numbers = Numbers()
    complaints = []
    compared = 0
    for figure in options.only:
        more, had_number = check(figure, options, numbers)
        complaints += more
        compared += had_number
    if options.record:
        numbers.write()
    if complaints:
        print("\n".join(complaints))
        sys.exit(1)
    if compared == 0 and not options.record:
        skip("no number holds for this compiler and gRPC")


if __name__ == "__main__":
    main()
