"""The real ceph_perf_msgr_client drives grpc_perf_msgr_server over msgr2.

    msgr2_real_client_test.py BIN_DIR ROOT [unittest arguments]

ROOT is made if need be (make_ceph_root.sh). Exit status 77 when it can't be.
"""
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest

from ceph_root import command, make_root

BIN_DIR = None
CLIENT = None
PATIENCE_S = 120
# A run takes 5 s to 20 s.
RUN_S = 90
# With several jobs the client may stop for good before its first message,
# whatever server it has, on a busy host also in spite of our server's delay:
# its main thread starts a messenger (AsyncMessenger::ready) with a lock that a
# worker waits for which has just got the server's HELLO
# (AsyncMessenger::learned_addr), and waits for that worker.
TRIES = 6

# The client's window is one more than its argument.
CONCURRENCY = 31
WINDOW = CONCURRENCY + 1

# Of messenger v2.1: see common/msgr2/frame.h.
BANNER_BYTES = 26
PREAMBLE_BYTES = 32
EPILOGUE_BYTES = 13
TAG_MESSAGE = 17


class FrameCount:
    """Counts the whole MESSAGE frames of one direction of a connection."""

    def __init__(self):
        self.messages = 0
        self.rest = bytearray()
        self.greeted = False

    def take(self, data):
        self.rest += data
        place = 0
        if not self.greeted:
            if len(self.rest) < BANNER_BYTES:
                return
            place = BANNER_BYTES
            self.greeted = True
        while len(self.rest) - place >= PREAMBLE_BYTES:
            tag, segments, *pairs = struct.unpack_from("<BBIHIHIHIH", self.rest,
                                                       place)
            lengths = pairs[0::2][:segments]
            total = PREAMBLE_BYTES + sum(lengths)
            total += 4 if lengths[0] else 0
            total += EPILOGUE_BYTES if segments > 1 else 0
            if len(self.rest) - place < total:
                break
            place += total
            self.messages += tag == TAG_MESSAGE
        del self.rest[:place]


class Relay:
    """Stands between client and server and counts what crosses the wire."""

    def __init__(self, host, server_port):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.listening = socket.create_server((host, 0), family=family)
        self.port = self.listening.getsockname()[1]
        self.server = (host, server_port)
        self.counts = []
        self.sockets = []
        self.threads = [threading.Thread(target=self.accept)]
        self.threads[0].start()

    def accept(self):
        while True:
            try:
                client, _ = self.listening.accept()
            except OSError:
                return
            server = socket.create_connection(self.server)
            counts = (FrameCount(), FrameCount())
            self.counts.append(counts)
            self.sockets += [client, server]
            for source, sink, count in ((client, server, counts[0]),
                                        (server, client, counts[1])):
                thread = threading.Thread(target=self.carry,
                                          args=(source, sink, count))
                thread.start()
                self.threads.append(thread)

    @staticmethod
    def carry(source, sink, count):
        sink_is_there = True
        while True:
            try:
                data = source.recv(1 << 18)
            except ConnectionResetError:
                data = b""
            if sink_is_there:
                try:
                    if data:
                        sink.sendall(data)
                    else:
                        sink.shutdown(socket.SHUT_WR)
                except OSError:
                    # The client does not wait for its last replies.
                    sink_is_there = False
            if not data:
                return
            count.take(data)

    def stop(self):
        """Waits until all connections are over."""
        self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        for thread in self.threads:
            thread.join(PATIENCE_S)
        for each in self.sockets:
            each.close()
        return ([c.messages for c, _ in self.counts],
                [s.messages for _, s in self.counts])


class RealClientTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="real_client_test_")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def start_server(self, host):
        port_file = os.path.join(self.folder, "port")
        if os.path.exists(port_file):
            os.unlink(port_file)
        bracketed = f"[{host}]" if ":" in host else host
        server = subprocess.Popen(
            [os.path.join(BIN_DIR, "grpc_perf_msgr_server"),
             f"msgr2://{bracketed}:0", "1", "0", f"--port_file={port_file}",
             "--drain_timeout=1s"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        deadline = time.monotonic() + PATIENCE_S
        while not os.path.exists(port_file):
            self.assertIsNone(server.poll(), "the server did not come up")
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.01)
        with open(port_file) as file:
            return server, int(file.read())

    def run_client(self, host, port, jobs, ios):
        """Its exit status and output; None when it hangs."""
        bracketed = f"[{host}]" if ":" in host else host
        command = CLIENT + [f"v2:{bracketed}:{port}", str(jobs),
                            str(CONCURRENCY), str(ios), "0", "4096"]
        try:
            done = subprocess.run(command, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True,
                                  timeout=RUN_S)
        except subprocess.TimeoutExpired:
            return None
        return done.returncode, done.stdout

    def once(self, host, jobs, ios, relayed):
        """What was served, and the relay's counts; None when the client stops
        before its first message."""
        server, port = self.start_server(host)
        relay = Relay(host, port) if relayed else None
        try:
            ended = self.run_client(host, relay.port if relay else port, jobs,
                                    ios)
        finally:
            server.send_signal(signal.SIGTERM)
            out, err = server.communicate(timeout=PATIENCE_S)
            counts = relay.stop() if relay else None
        served = int(re.search(r"served (\d+) messages", out).group(1))
        if ended is None:
            self.assertEqual(served, 0, "the client hung")
            return None
        self.assertEqual(ended[0], 0, ended[1])
        self.assertIn("Total op ", ended[1])
        # It may leave in the middle of a frame, but it is never cut or lost.
        self.assertNotRegex(err, "(cut|lost) msgr2 peer")
        self.assertIn(f"streams: {jobs} in all, 0 broken; ops refused: 0", out)
        return served, counts

    def check(self, host, jobs, ios, relayed=False):
        for _ in range(TRIES):
            got = self.once(host, jobs, ios, relayed)
            if got:
                break
            print("the client stopped before its first message; once more",
                  file=sys.stderr)
        self.assertIsNotNone(got, "the client never sent a message")
        served, counts = got
        # It leaves when the last message is queued: what is then in its window
        # may never have been sent.
        self.assertLessEqual(served, jobs * ios)
        self.assertGreaterEqual(served, jobs * (ios - WINDOW))
        if relayed:
            sent, answered = counts
            self.assertEqual(len(sent), jobs)
            # Every message that reached the server was answered.
            self.assertEqual(answered, sent)
            self.assertEqual(served, sum(sent))
        print(f"{host}: {jobs} x {WINDOW} x 4096: {jobs * ios} queued, {served} "
              f"served{f', {sum(counts[1])} replies' if counts else ''}",
              file=sys.stderr)

    def test_one_job(self):
        self.check("127.0.0.1", 1, 100_000)

    def test_four_jobs(self):
        self.check("127.0.0.1", 4, 25_000)

    def test_one_job_over_ipv6(self):
        self.check("::1", 1, 100_000)

    def test_four_jobs_over_ipv6(self):
        self.check("::1", 4, 25_000)

    def test_every_message_of_one_job_that_came_was_answered(self):
        self.check("127.0.0.1", 1, 100_000, relayed=True)

    def test_every_message_of_four_jobs_that_came_was_answered(self):
        self.check("::1", 4, 25_000, relayed=True)


def main():
    global BIN_DIR, CLIENT
    BIN_DIR = sys.argv.pop(1)
    CLIENT = command(make_root(sys.argv.pop(1)), "ceph_perf_msgr_client")
    unittest.main()


if __name__ == "__main__":
    main()
