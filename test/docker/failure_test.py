"""What becomes of a run when its server is lost in the middle: the client says so
within its timeout, and what it measured is on disk.
"""

from docker_testing import DockerTest, docker, main, run, wait_until

# The client's own limit; without it a run would last as long as DURATION.
STALL_TIMEOUT = "2s"


class FailureTest(DockerTest):
    def start_run(self, **variables):
        """A run under way; its project and its containers."""
        project = self.project(
            DURATION="600s", STALL_TIMEOUT=STALL_TIMEOUT, INTERVAL="100ms",
            **variables)
        project.run("up", "-d")
        wait_until(lambda: project.container("client"), "a client")
        client = project.container("client")
        # A line for each interval: messages are being answered.
        wait_until(lambda: docker("logs", client).count(" measure ") >= 3,
                   "interval lines in:\n" + docker("logs", client))
        return project, project.container("server"), client

    def assert_failed(self, client, codes):
        """The run ended by itself, with one of `codes`, and kept its figures."""
        status = run("docker", "wait", client).strip()
        log = docker("logs", client)
        self.assertEqual(status, "1", log)
        result = self.json_file("client.json")
        code = result["status"]["code"]
        self.assertIn(code, codes, log)
        self.assertIn(f"grpc_perf_msgr_client: {code}: "
                      f"{result['status']['message']}", log)
        counts = result["counts"]
        self.assertGreater(int(counts["answered"]), 0)
        # What was in flight is lost, and told as lost.
        self.assertGreater(int(counts["lost"]), 0)
        self.assertEqual(
            int(counts["sent"]),
            int(counts["answered"]) + int(counts["lost"]))
        self.assertLess(int(result["run_time_ns"]), 600 * 10**9)
        self.assertGreater(result["summary"]["latency_p50_ns"], 0)
        with open(self.folder + "/results.csv") as file:
            self.assertIn(code, file.read())
        return result["status"]["message"]

    def test_killed(self):
        for transport, port in [("grpc", "10001"), ("tcp", "10002")]:
            with self.subTest(transport):
                project, server, client = self.start_run(
                    TRANSPORT=transport, PORT=port)
                docker("kill", server)
                self.assert_failed(client, ["UNAVAILABLE"])
                project.clear_away()

    def test_paused(self):
        for transport, port in [("grpc", "10001"), ("tcp", "10002")]:
            with self.subTest(transport):
                project, server, client = self.start_run(
                    TRANSPORT=transport, PORT=port)
                docker("pause", server)
                try:
                    message = self.assert_failed(client, ["DEADLINE_EXCEEDED"])
                finally:
                    docker("unpause", server)
                self.assertIn("no reply for 2 s, the stall timeout", message)
                project.clear_away()

    def test_cut_off(self):
        for transport, port in [("grpc", "10001"), ("tcp", "10002")]:
            with self.subTest(transport):
                project, server, client = self.start_run(
                    TRANSPORT=transport, PORT=port)
                docker("network", "disconnect", project.name + "_default",
                       server)
                self.assert_failed(client, ["DEADLINE_EXCEEDED", "UNAVAILABLE"])
                project.clear_away()

    def test_stopped_in_order(self):
        """The server lets the run go on for its drain timeout, then cuts it."""
        project, server, client = self.start_run(SERVER_DRAIN_TIMEOUT="1s")
        docker("stop", "--time", "60", server)
        self.assert_failed(client, ["UNAVAILABLE", "CANCELLED"])
        self.assertEqual(
            docker("inspect", "--format", "{{.State.ExitCode}}",
                   server).strip(), "0")
        project.clear_away()

    def test_a_client_that_is_stopped_keeps_its_figures(self):
        project, _, client = self.start_run()
        docker("stop", "--time", "60", client)
        self.assertEqual(
            docker("inspect", "--format", "{{.State.ExitCode}}",
                   client).strip(), "130")
        self.assertEqual(self.json_file("client.json")["status"]["code"],
                         "CANCELLED")
        project.clear_away()


if __name__ == "__main__":
    main()
