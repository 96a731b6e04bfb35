"""What the tests in containers share.

    SOMETHING_test.py STATE [unittest arguments]

STATE is the folder in which daemon.sh has left the address of its daemon, or the
reason why there is none.
"""
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest

SOURCE = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
IMAGE = os.environ.get("GRPC_PERF_MSGR_DOCKER_IMAGE", "grpc_perf_msgr:test")
# Compose v2 and docker-compose 1.29 must both do; docker/script.sh knows this
# variable, too.
COMPOSE = os.environ.setdefault("COMPOSE", "docker-compose")
# For anything: enough for a small machine with other work to do.
PATIENCE_S = 180


def run(*command, status=0, env=None, patience_s=PATIENCE_S, **keywords):
    """Standard output and error of a command that ends with `status`, which may
    be several; None: whatever."""
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, timeout=patience_s,
        env={**os.environ, **(env or {})}, **keywords)
    statuses = status if isinstance(status, tuple) else (status,)
    if status is not None and done.returncode not in statuses:
        raise AssertionError(
            f"{' '.join(command)}: exit status {done.returncode}, expected "
            f"{status}:\n{done.stdout}")
    return done.stdout


def docker(*arguments, status=0):
    return run("docker", *arguments, status=status)


def wait_until(condition, what):
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError("never came about: " + what)
        time.sleep(0.1)


def free_ports(count):
    """Ports of the host that nothing listens on."""
    sockets = [socket.socket() for _ in range(count)]
    for opened in sockets:
        opened.bind(("", 0))
    ports = [opened.getsockname()[1] for opened in sockets]
    for opened in sockets:
        opened.close()
    return ports


class DockerTest(unittest.TestCase):
    """Clears away what a test starts: containers of its projects, folders."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="grpc_perf_msgr_docker_test_")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def start_container(self, *arguments):
        container = docker("run", "--detach", *arguments).strip()
        self.addCleanup(docker, "rm", "--force", "--volumes", container)
        return container

    def json_file(self, *path):
        with open(os.path.join(self.folder, *path)) as file:
            return json.load(file)

    def project(self, *files, **variables):
        return Project(self, files or ["compose.yaml"], variables)


class Project:
    """Compose with some of the files of docker/, and its containers."""

    def __init__(self, test, files, variables):
        self.name = f"test{os.getpid()}x{time.monotonic_ns()}"
        self.files = []
        for file in files:
            self.files += ["-f", os.path.join(SOURCE, "docker", file)]
        # The results are the test's, whoever runs it.
        self.env = {"COMPOSE_PROJECT_NAME": self.name, "IMAGE": IMAGE,
                    "RESULTS": test.folder,
                    "RESULTS_USER": f"{os.getuid()}:{os.getgid()}",
                    "DURATION": "500ms", "WARMUP": "100ms",
                    "HEALTH_INTERVAL": "500ms", **variables}
        test.addCleanup(self.clear_away)

    def clear_away(self):
        # Some of the files want a server even for this.
        self.env.setdefault("SERVER", "none")
        self.run("down", "--volumes", "--timeout", "1")

    def run(self, *arguments, status=0):
        return run(*COMPOSE.split(), *self.files, *arguments, status=status,
                   env=self.env)

    def containers(self, service):
        return docker(
            "ps", "--all", "--quiet",
            "--filter", "label=com.docker.compose.project=" + self.name,
            "--filter", "label=com.docker.compose.service=" + service).split()

    def container(self, service):
        """Id of the only container of a service; None: there is none yet."""
        ids = self.containers(service)
        assert len(ids) <= 1, ids
        return ids[0] if ids else None


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    state = sys.argv.pop(1)
    try:
        with open(os.path.join(state, "docker_host")) as file:
            os.environ["DOCKER_HOST"] = file.read().strip()
    except FileNotFoundError:
        reason = "there is no daemon: daemon.sh was not run"
        skipped = os.path.join(state, "skipped")
        if os.path.exists(skipped):
            with open(skipped) as file:
                reason = file.read().strip()
        print(reason)
        required = "docker" in os.environ.get("GRPC_PERF_MSGR_REQUIRE", "")
        sys.exit(1 if required else 77)
    unittest.main(module="__main__")
