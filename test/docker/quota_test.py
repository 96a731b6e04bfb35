"""A server without enough CPU time: the result and the verdict tell."""
import json
import os

from docker_testing import DockerTest, main


class QuotaTest(DockerTest):
    def test_the_report_shows_throttling_and_the_verdict_names_it(self):
        scenario = {
            "targets": [{"name": "grpc", "address": "@SERVER@:@GRPC_PORT@"}],
            "window": [32], "duration": "2s", "repeats": 2}
        with open(os.path.join(self.folder, "scenario.json"), "w") as file:
            json.dump(scenario, file)
        project = self.project(
            SERVER_CPUS="0.2", SCENARIO="/results/scenario.json",
            COMPARE_FLAGS="--out=/results/out")
        out = project.run("run", "--rm", "compare")
        self.assertIn("CPU quota", out)
        comparison = self.json_file("out", "comparison.json")
        self.assertEqual(comparison["status"], "OK")
        for run in comparison["runs"]:
            server = run["result"]["server_cpu"]
            self.assertGreater(int(server["cgroup_throttled_periods"]), 0)
            self.assertLessEqual(int(server["cgroup_throttled_periods"]),
                                 int(server["cgroup_periods"]))
            self.assertEqual(run["verdict"]["limit"], "CPU_QUOTA")
            self.assertRegex(run["verdict"]["reason"],
                             r"^the server was throttled in \d+ of \d+ CPU")
            environment = run["result"]["server"]["environment"]
            self.assertEqual(environment["cgroup_cpu_quota"], 0.2)
        self.assertEqual(comparison["cells"][0]["verdict"]["limit"],
                         "CPU_QUOTA")

    def test_a_single_run_shows_it_too(self):
        project = self.project(SERVER_CPUS="0.2", DURATION="2s")
        out = project.run("up", "--exit-code-from", "client")
        self.assertRegex(out, r"server in \d+ of \d+")

    def test_without_a_quota_there_is_no_such_thing(self):
        project = self.project()
        project.run("up", "--exit-code-from", "client")
        result = self.json_file("client.json")
        self.assertNotIn("cgroup_cpu_quota", result["server"]["environment"])
        self.assertEqual(
            int(result["server_cpu"].get("cgroup_throttled_periods", 0)), 0)


if __name__ == "__main__":
    main()
