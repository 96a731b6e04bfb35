"""What starts clients on many hosts: a Swarm of one node for real; of Kubernetes'
manifests what can be told without a cluster.
"""
import os

from docker_testing import (DockerTest, IMAGE, SOURCE, docker, main, run,
                            wait_until)


def documents(name):
    # Debian's python3-yaml is there where the others of these tests' packages are.
    import yaml
    with open(os.path.join(SOURCE, "docker/kubernetes", name)) as file:
        return {document["kind"]: document
                for document in yaml.safe_load_all(file)}


class SwarmTest(DockerTest):
    def setUp(self):
        super().setUp()
        docker("swarm", "init", "--advertise-addr", "127.0.0.1")
        self.addCleanup(docker, "swarm", "leave", "--force")

    def test_a_stack_of_a_server_and_two_clients(self):
        run("docker", "stack", "deploy", "--compose-file",
            os.path.join(SOURCE, "docker/swarm/stack.yaml"), "perf",
            env={"IMAGE": IMAGE, "CLIENTS": "2", "DURATION": "1s",
                 "RESULTS": self.folder,
                 "RESULTS_USER": f"{os.getuid()}:{os.getgid()}"})
        self.addCleanup(docker, "stack", "rm", "perf")

        def states():
            return docker("service", "ps", "--format", "{{.CurrentState}}",
                          "perf_client").splitlines()

        wait_until(lambda: len(states()) == 2 and all(
            state.startswith(("Complete", "Failed", "Rejected"))
            for state in states()), "both clients end")
        log = docker("service", "logs", "perf_client")
        self.assertTrue(
            all(state.startswith("Complete") for state in states()), log)
        for number in (1, 2):
            result = self.json_file(f"client-{number}.json")
            self.assertEqual(result["status"]["code"], "OK")
            self.assertEqual(len(result["group"]["members"]), 2)


class KubernetesTest(DockerTest):
    def setUp(self):
        super().setUp()
        self.server = documents("server.yaml")
        self.job = documents("clients.yaml")["Job"]["spec"]
        self.pod = self.job["template"]["spec"]
        self.client = self.pod["containers"][0]

    def test_the_number_of_clients_is_the_same_everywhere(self):
        self.assertEqual(self.job["completionMode"], "Indexed")
        self.assertEqual(self.job["parallelism"], self.job["completions"])
        self.assertIn(f"--group_size={self.job['completions']}",
                      self.client["args"])

    def test_clients_find_server_and_results(self):
        service = self.server["Service"]
        deployment = self.server["Deployment"]["spec"]
        self.assertEqual(service["spec"]["selector"],
                         deployment["selector"]["matchLabels"])
        self.assertEqual(deployment["selector"]["matchLabels"],
                         deployment["template"]["metadata"]["labels"])
        address = (service["metadata"]["name"] + ":" +
                   str(service["spec"]["ports"][0]["port"]))
        self.assertIn(address, self.client["args"])
        self.assertIn(address, self.pod["initContainers"][0]["args"])
        claim = documents("results.yaml")["PersistentVolumeClaim"]
        self.assertEqual(
            self.pod["volumes"][0]["persistentVolumeClaim"]["claimName"],
            claim["metadata"]["name"])

    def test_the_programs_take_their_arguments(self):
        # 1: nobody answers; 2 would be a bad command line.
        args = [argument.replace("grpc-perf-msgr-server", "127.0.0.1")
                for argument in self.client["args"]]
        out = docker("run", "--rm", "--network=none", IMAGE, *args,
                     "--connect_timeout=100ms", status=1)
        self.assertIn("UNAVAILABLE", out)
        container = self.server["Deployment"]["spec"]["template"]["spec"][
            "containers"][0]
        server = self.start_container("--network=none", "--read-only", IMAGE,
                                      *container["args"])
        wait_until(lambda: "listening on" in docker("logs", server),
                   "the server listens")
        check = container["readinessProbe"]["exec"]["command"]
        docker("exec", server, *check)


if __name__ == "__main__":
    main()
