"""grpc_perf_msgr_compare with Ceph's own programs, from a Debian 13 root.

    ceph_programs_test.py BIN_DIR ROOT [unittest arguments]

ROOT is made if need be (make_ceph_root.sh). Exit status 77 when it can't be.
"""
import os
import sys

from ceph_root import command, make_root
from compare_case import CompareCase, kinds, main

ROOT = None


class CephProgramsTest(CompareCase):
    def setUp(self):
        super().setUp()
        self.real = {"name": "real", "transport": "ceph_perf_msgr",
                     "client_command": command(ROOT, "ceph_perf_msgr_client"),
                     "server_command": command(ROOT, "ceph_perf_msgr_server")}

    def compare(self, targets, **fields):
        folder = self.path("out")
        self.run_compare(
            self.scenario(targets=targets, repeats=1, **fields),
            "--out=" + folder)
        self.assert_nothing_left(folder)
        return self.comparison(folder)

    def test_the_real_pair(self):
        cpu = str(min(os.sched_getaffinity(0)))
        comparison = self.compare(
            # One thread: with more it hangs now and then.
            [self.real], ios=8000, duration="", threads=[1], window=[16],
            bytes=["64"], client_cpus=cpu, server_cpus=cpu)
        result = comparison["runs"][0]["result"]
        self.assertEqual(result["status"]["code"], "OK")
        self.assertEqual(result["counts"]["sent"], "8000")
        self.assertGreater(int(result["run_time_ns"]), 0)
        self.assertEqual(result["conditions"]["cpus"], [int(cpu)])
        self.assertEqual(result["server"]["conditions"]["cpus"], [int(cpu)])
        for end in ["client", "server"]:
            usage = result[end + "_cpu"]
            self.assertGreater(
                int(usage["user_ns"]) + int(usage["system_ns"]), 0)
            self.assertEqual(usage["messages"], "8000")
            self.assertGreater(
                result["summary"][end + "_context_switches_per_message"], 0)
        summary = result["summary"]
        self.assertAlmostEqual(
            summary["latency_mean_derived_ns"] *
            summary["messages_per_second"] / 1e9, 16)
        self.assertNotIn("latency_p50_ns", summary)
        for environment in [result["client_environment"],
                            result["server"]["environment"]]:
            library, = environment["libraries"]
            self.assertEqual(library["name"], "ceph")
            self.assertRegex(library["version"], r"^\d+\.\d+\.\d+")
        self.assertIn("START_IN_CPU_TIME", kinds(comparison))
        self.assertNotIn("RUNS_ELSEWHERE", kinds(comparison))

    def test_a_duration_and_window_1(self):
        comparison = self.compare([self.real], duration="300ms", window=[1],
                                  bytes=["4096"])
        result = comparison["runs"][0]["result"]
        self.assertEqual(result["status"]["code"], "OK")
        self.assertGreaterEqual(int(result["conditions"]["ios"]), 2000)

    def test_a_script_in_front_of_the_real_client_leaves_its_cpu_time_out(self):
        script = self.path("wrapper")
        words = " ".join(self.real["client_command"])
        with open(script, "w") as file:
            # Not its last command: a shell would become that one.
            file.write(f'#!/bin/sh\n{words} "$@"\nexit $?\n')
        os.chmod(script, 0o755)
        wrapped = dict(self.real, client_command=[script])
        comparison = self.compare([wrapped], ios=2000, duration="")
        result = comparison["runs"][0]["result"]
        self.assertEqual(result["status"]["code"], "OK")
        self.assertNotIn("client_cpu", result)
        self.assertIn("server_cpu", result)
        self.assertIn("RUNS_ELSEWHERE", kinds(comparison))


if __name__ == "__main__":
    ROOT = make_root(sys.argv.pop(2))
    main()
