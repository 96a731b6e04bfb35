"""The compose files: runs and comparisons, and their exit statuses."""
import json
import os

from docker_testing import DockerTest, SOURCE, docker, free_ports, main

TARGETS = {"tcp bytes", "tcp protobuf", "msgr2", "grpc bytes", "grpc stream",
           "grpc unary"}
# The default scenario is longer than a test should be.
SHORT = {"window": [8], "repeats": 1, "duration": "100ms", "warmup": "50ms"}


class ComposeTest(DockerTest):
    def up(self, project, status):
        return project.run("up", "--exit-code-from", "client", status=status)

    def assert_compared(self, folder):
        comparison = self.json_file(folder, "comparison.json")
        self.assertEqual(comparison["status"], "OK")
        self.assertEqual({cell["target"] for cell in comparison["cells"]},
                         TARGETS)
        for run in comparison["runs"]:
            # The server's own figures came over the same network.
            self.assertGreater(
                int(run["result"]["server_cpu"]["messages"]), 0)
        self.assertTrue(os.path.exists(
            os.path.join(self.folder, folder, "report.html")))
        return comparison

    def shorten_default_scenario(self):
        """A short scenario in the folder of results; its path inside."""
        with open(os.path.join(
                SOURCE, "docker/scenarios/listeners.json")) as file:
            scenario = {**json.load(file), **SHORT}
        with open(os.path.join(self.folder, "short.json"), "w") as file:
            json.dump(scenario, file)
        return "/results/short.json"

    def test_a_good_run_exits_0_and_leaves_its_result(self):
        project = self.project(THREADS="2", WINDOW="4", BYTES="100", RUN="mine")
        out = self.up(project, status=0)
        self.assertIn("Total op", out)
        result = self.json_file("mine.json")
        self.assertEqual(result["status"]["code"], "OK")
        conditions = result["conditions"]
        self.assertEqual(conditions["threads"], 2)
        self.assertEqual(conditions["window"], 4)
        self.assertEqual(int(conditions["bytes"]), 100)
        self.assertEqual(
            os.stat(os.path.join(self.folder, "mine.json")).st_uid, os.getuid())
        self.assertTrue(os.path.exists(
            os.path.join(self.folder, "results.csv")))

    def test_every_transport_and_number_of_messages_can_be_had(self):
        project = self.project(TRANSPORT="tcp", PORT="10002", CODEC="bytes",
                               IOS="1000", DURATION="0s", VERIFY="true",
                               CLIENT_FLAGS="--quiet --interval=2s")
        self.up(project, status=0)
        result = self.json_file("client.json")
        self.assertEqual(result["conditions"]["transport"], "tcp")
        self.assertEqual(int(result["counts"]["answered"]), 1000)

    def test_a_failed_run_exits_1(self):
        project = self.project(SERVER_MAX_MESSAGE_BYTES="10", BYTES="100")
        out = self.up(project, status=1)
        self.assertIn("RESOURCE_EXHAUSTED", out)
        self.assertEqual(self.json_file("client.json")["status"]["code"],
                         "RESOURCE_EXHAUSTED")

    def test_a_bad_parameter_exits_2(self):
        out = self.up(self.project(WINDOW="70000"), status=2)
        self.assertIn('WINDOW must be 1..65536, got "70000"', out)

    def test_a_server_that_cannot_start_is_told_and_the_run_fails(self):
        project = self.project(SERVER_THREADS="0")
        # docker-compose 1.29 may take a server that has ended already for healthy:
        # then it starts the client, and ends it with SIGTERM.
        out = self.up(project, status=(1, 130))
        self.assertIn("server", out)
        if os.path.exists(os.path.join(self.folder, "client.json")):
            self.assertNotEqual(self.json_file("client.json")["status"]["code"],
                                "OK")

    def test_compares_all_listeners_over_the_network(self):
        project = self.project(SCENARIO=self.shorten_default_scenario())
        project.run("run", "--rm", "compare", status=0)
        # In a new folder, named after time and scenario.
        folder, = (name for name in os.listdir(self.folder)
                   if name.endswith("-all-listeners-of-one-server"))
        self.assert_compared(folder)

    def test_cpu_sets_and_limits_are_kept(self):
        project = self.project(SERVER_CPUSET="0", CLIENT_CPUS="1.5",
                               SERVER_MEMORY="512m")
        project.run("up", "-d", "server")
        server = project.container("server")
        self.assertEqual(
            docker("inspect", "--format",
                   "{{.HostConfig.CpusetCpus}} {{.HostConfig.Memory}}",
                   server).split(), ["0", str(512 << 20)])
        project.run("up", "--exit-code-from", "client")
        result = self.json_file("client.json")
        self.assertEqual(result["server"]["environment"]["cpus_allowed"], "0")
        self.assertEqual(
            result["client_environment"]["cgroup_cpu_quota"], 1.5)

    def cross_host(self, server_files, network):
        ports = dict(zip(["GRPC_PORT", "TCP_PORT", "MSGR2_PORT"],
                         map(str, free_ports(3))))
        server = self.project(*server_files, **ports)
        server.run("up", "-d")
        # Where the host is seen from the client: its own loopback, or Docker's
        # bridge.
        host = "127.0.0.1"
        if network == "bridge":
            host = docker("inspect", "--format",
                          "{{.NetworkSettings.Networks.bridge.Gateway}}",
                          server.container("server")).strip()
        client = self.project(
            "compose.client.yaml", SERVER=host, NETWORK=network,
            SCENARIO=self.shorten_default_scenario(), PORT=ports["GRPC_PORT"],
            COMPARE_FLAGS="--out=/results/out", **ports)
        client.run("run", "--rm", "compare")
        self.assert_compared("out")
        client.run("run", "--rm", "client")
        self.assertEqual(self.json_file("client.json")["status"]["code"], "OK")
        out = client.run("run", "--rm", "check")
        self.assertIn("SERVING", out)
        server.run("down")
        client.run("run", "--rm", "check", status=1)

    def test_two_hosts_in_their_own_networks(self):
        self.cross_host(["compose.server.yaml"], "host")

    def test_two_hosts_behind_bridges(self):
        self.cross_host(["compose.server.yaml", "compose.server.bridge.yaml"],
                        "bridge")

    def test_the_client_files_want_a_server(self):
        # Compose v2 has an exit status of its own for this.
        out = self.project("compose.client.yaml").run(
            "run", "--rm", "check", status=None)
        self.assertIn("must name the host of the server", out)


if __name__ == "__main__":
    main()
