"""What tests of grpc_perf_msgr_compare with real processes share.

    SOME_test.py BIN_DIR [unittest arguments]
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

BIN_DIR = None
# For anything: enough for a sanitizer build on a busy machine.
PATIENCE_S = 120

TARGETS = [
    {"name": "tcp", "transport": "tcp", "codec": "bytes"},
    {"name": "grpc"},
]


def program(name):
    return os.path.join(BIN_DIR, name)


def processes_of(folder):
    """Ids of running processes that have `folder` in their command line."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                words = file.read().split(b"\0")
            with open(f"/proc/{pid}/stat") as file:
                state = file.read().rsplit(")", 1)[1].split()[0]
        except OSError:
            continue
        if state != "Z" and any(folder.encode() in word for word in words):
            found.append(int(pid))
    return found


def wait_until(condition):
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.01)
    return False


def kinds(record):
    """Of the warnings of a comparison or of a result."""
    return [warning["kind"] for warning in record.get("warnings", [])]


class CompareCase(unittest.TestCase):
    # What programs are started with, e.g. in a network namespace.
    server_prefix = ()
    compare_prefix = ()

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="compare_test_")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.started = []
        self.addCleanup(self.end_all)

    def end_all(self):
        for process in self.started:
            if process.poll() is None:
                process.kill()
            process.wait()
            for stream in (process.stdout, process.stderr):
                if stream:
                    stream.close()

    def path(self, name):
        return os.path.join(self.folder, name)

    def scenario(self, **fields):
        scenario = {"targets": TARGETS, "window": [8], "duration": "100ms",
                    "repeats": 2, "client_cpus": "none", "server_cpus": "none"}
        scenario.update(fields)
        path = self.path("scenario.json")
        with open(path, "w") as file:
            json.dump(scenario, file)
        return path

    def start(self, *arguments, **keywords):
        process = subprocess.Popen(
            [*self.compare_prefix, program("grpc_perf_msgr_compare"),
             *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            cwd=self.folder, **keywords)
        self.started.append(process)
        return process

    def run_compare(self, *arguments, status=0):
        process = self.start(*arguments)
        out, err = process.communicate(timeout=PATIENCE_S)
        self.assertEqual(process.returncode, status, out + err)
        return out, err

    def comparison(self, folder):
        with open(os.path.join(folder, "comparison.json")) as file:
            return json.load(file)

    def journal_lines(self, folder):
        try:
            with open(os.path.join(folder, "runs.jsonl")) as file:
                return file.read().count("\n")
        except OSError:
            return 0

    def assert_nothing_left(self, folder):
        self.assertTrue(wait_until(lambda: not processes_of(folder)),
                        processes_of(folder))

    def start_server(self, listen="127.0.0.1:0", think_us=0):
        """The process and the ports that it listens on."""
        port_file = self.path("port")
        if os.path.exists(port_file):
            os.remove(port_file)
        server = subprocess.Popen(
            [*self.server_prefix, program("grpc_perf_msgr_server"), listen,
             "1", str(think_us), "--port_file=" + port_file],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.started.append(server)
        self.assertTrue(wait_until(lambda: os.path.exists(port_file)))
        with open(port_file) as file:
            return server, file.read().split()


def main():
    global BIN_DIR
    BIN_DIR = os.path.abspath(sys.argv.pop(1))
    unittest.main(module="__main__")
