"""grpc_perf_msgr_client drives the real ceph_perf_msgr_server over msgr2.

    msgr2_real_server_test.py BIN_DIR ROOT [unittest arguments]

ROOT is made if need be (make_ceph_root.sh). Exit status 77 when it can't be.
"""
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import unittest

from ceph_root import command, make_root

BIN_DIR = None
SERVER = None
PATIENCE_S = 60
RUN_S = 300


def free_port(family, host):
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.bind((host, 0))
        return probe.getsockname()[1]


class RealServer:
    def __init__(self, host, think_us=0):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        port = free_port(family, host)
        written = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self.address = f"v2:{written}"
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            SERVER + [self.address, "1", str(think_us)],
            stdout=self.log, stderr=self.log)
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                socket.create_connection((host, port), 1).close()
                return
            except OSError:
                if self.process.poll() is not None:
                    raise RuntimeError("the server ended: " + self.said())
                if time.monotonic() > deadline:
                    self.stop()
                    raise
                time.sleep(0.05)

    def said(self):
        self.log.seek(0)
        return self.log.read().decode(errors="replace")

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.log.close()


class RealServerTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def start(self, host, think_us=0):
        server = RealServer(host, think_us)
        self.addCleanup(server.stop)
        return server

    def client(self, server, threads, window, ios, size, *flags):
        path = os.path.join(self.folder.name, "result.json")
        ended = subprocess.run(
            [os.path.join(BIN_DIR, "grpc_perf_msgr_client"), server.address,
             str(threads), str(window), str(ios), "0", str(size),
             "--result_json=" + path, *flags],
            capture_output=True, text=True, timeout=RUN_S)
        with open(path, encoding="utf-8") as file:
            return ended, json.load(file)

    def check(self, host, threads, window, ios, size):
        server = self.start(host)
        ended, result = self.client(server, threads, window, ios, size,
                                    "--quiet")
        self.assertEqual(ended.returncode, 0, ended.stderr)
        self.assertEqual(result["status"]["code"], "OK")
        counts = result["counts"]
        self.assertEqual(int(counts["sent"]), threads * ios)
        self.assertEqual(int(counts["answered"]), threads * ios)
        self.assertEqual(int(counts.get("lost", 0)), 0)
        self.assertEqual(int(counts.get("errors", 0)), 0)
        self.assertEqual(counts["max_in_flight"], window)
        # Every latency of it.
        self.assertEqual(sum(map(int, result["latency"]["count"])),
                         threads * ios)
        self.assertEqual(result["conditions"]["transport"], "msgr2")
        self.assertEqual(result["conditions"]["codec"], "bytes")

    def test_one_thread(self):
        self.check("127.0.0.1", 1, 32, 100_000, 4096)

    def test_four_threads(self):
        self.check("127.0.0.1", 4, 32, 25_000, 4096)

    def test_one_thread_over_ipv6(self):
        self.check("::1", 1, 32, 100_000, 4096)

    def test_four_threads_over_ipv6(self):
        self.check("::1", 4, 32, 25_000, 4096)

    def test_payloads_of_other_sizes(self):
        for size in [0, 1, 1 << 20]:
            self.check("127.0.0.1", 2, 3, 50, size)

    def test_a_server_that_is_killed_is_named_and_what_was_measured_is_kept(
            self):
        # Slow, so that the run is under way for long.
        server = self.start("127.0.0.1", think_us=1000)
        path = os.path.join(self.folder.name, "result.json")
        client = subprocess.Popen(
            [os.path.join(BIN_DIR, "grpc_perf_msgr_client"), server.address,
             "1", "4", "1000000", "0", "64", "--interval=50ms",
             "--result_json=" + path],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(client.kill)
        # It says so once messages are answered.
        for line in client.stderr:
            if "measure" in line:
                break
        server.process.kill()
        _, said = client.communicate(timeout=PATIENCE_S)
        self.assertEqual(client.returncode, 1)
        self.assertIn("UNAVAILABLE", said)
        with open(path, encoding="utf-8") as file:
            result = json.load(file)
        self.assertEqual(result["status"]["code"], "UNAVAILABLE")
        self.assertGreater(int(result["counts"]["answered"]), 0)
        self.assertGreater(int(result["counts"]["lost"]), 0)


def main():
    global BIN_DIR, SERVER
    BIN_DIR = sys.argv.pop(1)
    SERVER = command(make_root(sys.argv.pop(1)), "ceph_perf_msgr_server")
    unittest.main()


if __name__ == "__main__":
    main()
