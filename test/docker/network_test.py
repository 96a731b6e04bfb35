"""The host's own network and Docker's bridge, compared."""
import json
import os

from docker_testing import (DockerTest, IMAGE, SOURCE, free_ports, main, run)


class NetworkTest(DockerTest):
    def test_host_and_bridge_are_compared_in_one_interleaved_comparison(self):
        with open(os.path.join(
                SOURCE, "docker/scenarios/networks.json")) as file:
            scenario = {**json.load(file), "window": [8], "repeats": 2,
                        "duration": "100ms", "warmup": "50ms"}
        with open(os.path.join(self.folder, "scenario.json"), "w") as file:
            json.dump(scenario, file)
        out = os.path.join(self.folder, "out")
        ports = map(str, free_ports(3))
        run(os.path.join(SOURCE, "docker/compare_networks.sh"), "--out=" + out,
            "--scenario=" + file.name,
            env={"IMAGE": IMAGE,
                 **dict(zip(["GRPC_PORT", "TCP_PORT", "MSGR2_PORT"], ports))})
        comparison = self.json_file("out", "comparison.json")
        self.assertEqual(comparison["status"], "OK")
        names = {"tcp, host", "tcp, bridge", "grpc, host", "grpc, bridge"}
        self.assertEqual({cell["target"] for cell in comparison["cells"]},
                         names)
        # Two servers were measured: the one behind the bridge has a container's
        # name, the other the host's.
        hosts = {}
        for made in comparison["runs"]:
            environment = made["result"]["server"]["environment"]
            hosts.setdefault(made["target"], set()).add(environment["hostname"])
        self.assertEqual(hosts["tcp, host"], {os.uname().nodename})
        self.assertEqual(hosts["grpc, host"], hosts["tcp, host"])
        self.assertEqual(hosts["grpc, bridge"], hosts["tcp, bridge"])
        self.assertNotEqual(hosts["tcp, bridge"], hosts["tcp, host"])
        with open(os.path.join(out, "server.log")) as file:
            self.assertIn("listening on", file.read())


if __name__ == "__main__":
    main()
