"""The image with Debian's ceph-test, and the comparison in it."""
import json
import os

from docker_testing import DockerTest, SOURCE, docker, main, run

IMAGE = "grpc_perf_msgr:test-ceph"
PROGRAMS = ["ceph_perf_msgr_server", "ceph_perf_msgr_client"]


class CephTest(DockerTest):
    def test_ceph_s_own_programs_are_compared_in_the_image_that_has_them(self):
        # All but the last layer is there from the image under test.
        run(os.path.join(SOURCE, "docker/build.sh"), "--target=ceph",
            "--tag=" + IMAGE, patience_s=800)
        self.addCleanup(docker, "rmi", "--force", IMAGE)
        docker("run", "--rm", IMAGE, "which", *PROGRAMS)
        with open(os.path.join(SOURCE, "docker/scenarios/ceph.json")) as file:
            scenario = {**json.load(file), "window": [8], "repeats": 1,
                        "duration": "300ms"}
        with open(os.path.join(self.folder, "short.json"), "w") as file:
            json.dump(scenario, file)
        project = self.project("compose.yaml", "compose.ceph.yaml",
                               CEPH_IMAGE=IMAGE, SCENARIO="/results/short.json",
                               COMPARE_FLAGS="--out=/results/out")
        project.run("run", "--rm", "ceph")
        comparison = self.json_file("out", "comparison.json")
        self.assertEqual(comparison["status"], "OK")
        self.assertEqual(
            {cell["target"] for cell in comparison["cells"]},
            {target["name"] for target in scenario["targets"]})
        for made in comparison["runs"]:
            result = made["result"]
            self.assertGreater(result["summary"]["messages_per_second"], 0)
            # Ceph's client measures no latency; ours does, whoever serves it.
            measured = "latency_p50_ns" in result["summary"]
            self.assertEqual(
                measured, made["target"] not in ("ceph", "ceph to msgr2"))


if __name__ == "__main__":
    main()
