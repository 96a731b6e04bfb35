"""Two hosts in two network namespaces: server in one, comparison in the other.

    netns_test.py BIN_DIR [unittest arguments]

Needs root and iproute2. Where they are missing it is skipped (exit status 77),
unless GRPC_PERF_MSGR_REQUIRE names "netns": then it fails.
"""
import atexit
import os
import re
import shutil
import signal
import subprocess
import sys

import compare_case
from compare_case import CompareCase

MTU = 1400
CLIENT_ADDRESS = "10.77.0.1"
SERVER_ADDRESS = "10.77.0.2"
# Slow enough that no CPU is busy with it.
RATE_MBIT = 50
# Namespaces and interfaces: at most 15 characters.
PREFIX = "gpmtest"


def run(*words):
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.PIPE, text=True)


def remove_namespaces(pid):
    """Those that the process `pid` made; their interfaces go with them."""
    for side in "cs":
        subprocess.run(["ip", "netns", "delete", f"{PREFIX}{pid}{side}"],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       check=False)


def remove_what_dead_tests_left():
    listed = subprocess.run(["ip", "netns", "list"], capture_output=True,
                            text=True, check=False).stdout
    for pid in set(re.findall(rf"^{PREFIX}(\d+)[cs]\b", listed,
                              re.MULTILINE)):
        if not os.path.exists(f"/proc/{pid}"):
            remove_namespaces(pid)


class TwoHosts:
    """A client's and a server's namespace, joined by a veth pair."""

    def __init__(self):
        self.client = f"{PREFIX}{os.getpid()}c"
        self.server = f"{PREFIX}{os.getpid()}s"
        run("ip", "netns", "add", self.client)
        run("ip", "netns", "add", self.server)
        run("ip", "-n", self.client, "link", "add", "toserver", "mtu",
            str(MTU), "type", "veth", "peer", "name", "toclient", "mtu",
            str(MTU), "netns", self.server)
        for namespace, interface, address in [
                (self.client, "toserver", CLIENT_ADDRESS),
                (self.server, "toclient", SERVER_ADDRESS)]:
            run("ip", "-n", namespace, "address", "add", address + "/24",
                "dev", interface)
            run("ip", "-n", namespace, "link", "set", interface, "up")
            run("ip", "-n", namespace, "link", "set", "lo", "up")

    def limit_rate(self):
        """Of what the client's end sends."""
        run("tc", "-n", self.client, "qdisc", "add", "dev", "toserver",
            "root", "tbf", "rate", f"{RATE_MBIT}mbit", "burst", "64kb",
            "latency", "50ms")


class NetnsTest(CompareCase):
    def setUp(self):
        # Before any other: the last to run, when the processes have ended.
        self.addCleanup(remove_namespaces, os.getpid())
        super().setUp()
        self.hosts = TwoHosts()
        self.server_prefix = ("ip", "netns", "exec", self.hosts.server)
        self.compare_prefix = ("ip", "netns", "exec", self.hosts.client)

    def compare(self, **fields):
        """stdout and record of a comparison with a server on the other host."""
        _, (grpc, self.tcp) = self.start_server(
            "0.0.0.0:0,tcp://0.0.0.0:0")
        out_folder = self.path("out")
        out, _ = self.run_compare(
            self.scenario(
                targets=[{"name": "grpc",
                          "address": f"{SERVER_ADDRESS}:{grpc}"}],
                repeats=1, **fields),
            "--out=" + out_folder)
        with open(os.path.join(out_folder, "report.html")) as file:
            self.assertIn('"interface":"toserver"', file.read())
        return out, self.comparison(out_folder)

    def test_the_report_tells_of_both_ends_of_the_network(self):
        out, comparison = self.compare(network_floor="100ms")
        network = comparison["runs"][0]["result"]["network"]
        for end, interface, address in [
                ("client", "toserver", CLIENT_ADDRESS),
                ("server", "toclient", SERVER_ADDRESS)]:
            # A veth claims 10 Gbit/s, which means nothing: no link speed.
            self.assertEqual(network[end], {
                "interface": interface, "address": address, "kind": "veth",
                "driver": "veth", "mtu": MTU, "path_mtu": MTU})
        self.assertRegex(out, (
            rf"Network         client {re.escape(CLIENT_ADDRESS)} on toserver "
            rf"\(veth, not its host's own network, MTU {MTU}\);\n *"
            rf"server {re.escape(SERVER_ADDRESS)} on toclient \(.*MTU {MTU}\)"))

    def test_the_floor_is_measured_between_the_hosts(self):
        _, comparison = self.compare(network_floor="100ms")
        floor, = comparison["network_floors"]
        self.assertEqual(floor["status"]["code"], "OK")
        self.assertEqual(floor["host"], SERVER_ADDRESS)
        # The server listens on 0.0.0.0.
        self.assertEqual(floor["address"],
                         f"tcp://{SERVER_ADDRESS}:{self.tcp}")
        self.assertGreater(int(floor["round_trips"]), 0)
        self.assertEqual(floor["network"]["server"]["interface"], "toclient")

    def test_a_full_link_is_named_as_what_limits(self):
        self.hosts.limit_rate()
        out, comparison = self.compare(
            window=[16], bytes=["65536"], duration="1s", warmup="200ms",
            network_floor="1s")
        floor, = comparison["network_floors"]
        to_server = floor["to_server"]
        self.assertEqual(to_server["verdict"]["limit"], "LINK", floor)
        # Payload below what the link lets through, headers and all, by little;
        # burst and buffers add some at the start.
        rate = RATE_MBIT * 1e6 / 8
        self.assertLess(to_server["bytes_per_second"], 1.1 * rate)
        self.assertGreater(to_server["bytes_per_second"], 0.5 * rate)
        # Only what the client sends is limited.
        self.assertGreater(floor["to_client"]["bytes_per_second"],
                           to_server["bytes_per_second"])
        run_verdict = comparison["runs"][0]["verdict"]
        self.assertEqual(run_verdict["limit"], "LINK", run_verdict)
        self.assertRegex(run_verdict["reason"],
                         r"^to the server .* MB/s of payload, \d+ % of the .* "
                         r"MB/s of a bare TCP stream")
        self.assertRegex(out, r"(?m)^grpc .* link$")


def what_is_missing():
    if os.geteuid() != 0:
        return "network namespaces need root"
    for name in ("ip", "tc"):
        if shutil.which(name) is None:
            return f"no program {name} (apt-get install iproute2)"
    remove_what_dead_tests_left()
    try:
        hosts = TwoHosts()
        hosts.limit_rate()
    except subprocess.CalledProcessError as error:
        return (f"\"{' '.join(error.cmd)}\" failed: "
                f"{(error.stderr or '').strip()}")
    finally:
        remove_namespaces(os.getpid())
    return ""


def main():
    # Also when CTest ends it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    missing = what_is_missing()
    if missing:
        print("SKIPPED: " + missing)
        required = os.environ.get("GRPC_PERF_MSGR_REQUIRE", "")
        sys.exit(1 if "netns" in re.split(r"[ ,]+", required) else 77)
    atexit.register(remove_namespaces, os.getpid())
    compare_case.main()


if __name__ == "__main__":
    main()
