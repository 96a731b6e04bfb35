"""Clients of a group in containers: all of them, one missing, one dying."""
import glob
import json
import os

from docker_testing import (DockerTest, IMAGE, SOURCE, docker, main, run,
                            wait_until)


class GroupTest(DockerTest):
    def results(self, folder):
        results = []
        for path in glob.glob(os.path.join(folder, "group-*.json")):
            with open(path) as file:
                results.append(json.load(file))
        return results

    def start_clients(self, count, **variables):
        project = self.project("compose.yaml", "compose.group.yaml",
                               GROUP_SIZE="4", **variables)
        project.run("up", "-d", "--scale", f"client={count}", "client")
        return project, project.containers("client")

    def names(self, containers):
        return [docker("inspect", "--format", "{{.Config.Hostname}}",
                       container).strip() for container in containers]

    def test_four_clients_start_together_and_merge(self):
        out = os.path.join(self.folder, "out")
        printed = run(
            os.path.join(SOURCE, "docker/group.sh"), "--clients=4",
            "--out=" + out, env={"IMAGE": IMAGE, "DURATION": "2s",
                                 "WINDOW": "4"})
        self.assertIn("4 clients; results are in " + out, printed)
        results = self.results(out)
        self.assertEqual(len(results), 4)
        for result in results:
            self.assertEqual(result["status"]["code"], "OK")
            members = result["group"]["members"]
            self.assertEqual(len(members), 4)
            self.assertEqual(len({member["name"] for member in members}), 4)
            self.assertEqual(
                int(result["counts"]["answered"]),
                sum(int(member["counts"]["answered"]) for member in members))
            self.assertGreater(int(result["group"]["overlap_ns"]), 0)
        # All store the same.
        self.assertEqual(len({result["run_time_ns"] for result in results}), 1)

    def test_one_that_does_not_come_is_told(self):
        project, clients = self.start_clients(3, GROUP_TIMEOUT="3s")
        names = self.names(clients)
        self.assertEqual(len(clients), 3)
        for client in clients:
            self.assertEqual(run("docker", "wait", client).strip(), "1")
            log = docker("logs", client)
            self.assertIn("DEADLINE_EXCEEDED", log)
            for name in names:
                self.assertIn(name, log)
        project.clear_away()

    def test_one_that_dies_is_named_and_the_others_end(self):
        project, clients = self.start_clients(4, DURATION="20s",
                                              INTERVAL="100ms")
        for client in clients:
            wait_until(lambda: " measure " in docker("logs", client),
                       "a client measures")
        victim, others = clients[0], clients[1:]
        name = self.names([victim])[0]
        docker("kill", victim)
        for client in others:
            self.assertEqual(run("docker", "wait", client).strip(), "1")
            self.assertIn(name, docker("logs", client))
        results = self.results(self.folder)
        self.assertEqual(len(results), 3)
        for result in results:
            self.assertNotEqual(result["status"]["code"], "OK")
            codes = sorted(member["status"]["code"] == "OK"
                           for member in result["group"]["members"])
            self.assertEqual(codes, [False, True, True, True])
            self.assertGreater(int(result["counts"]["answered"]), 0)
        project.clear_away()

    def test_bad_command_lines_exit_2(self):
        for argument, message in [("--clients=0", 'got "0"'),
                                  ("--clients=1001", 'got "1001"'),
                                  ("--what", 'unknown argument "--what"')]:
            with self.subTest(argument):
                self.assertIn(message, run(
                    os.path.join(SOURCE, "docker/group.sh"), argument,
                    status=2))


if __name__ == "__main__":
    main()
