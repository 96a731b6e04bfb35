"""grpc_perf_msgr_compare with Ceph's own programs, from a Debian 13 root.

    ceph_programs_test.py BIN_DIR ROOT [unittest arguments]

ROOT is made if need be (make_ceph_root.sh). Exit status 77 when it can't be.
"""
import os
import subprocess
import sys

from compare_case import CompareCase, main

ROOT = None


def make_root(folder):
    """The root's path; ends the program when there is none."""
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                          "make_ceph_root.sh")
    made = subprocess.run([script, folder], stdout=subprocess.PIPE, text=True)
    if made.returncode != 0:
        sys.exit(made.returncode)
    return made.stdout.strip()


def command(name):
    """How to run one of the programs in it."""
    if os.geteuid() == 0 and os.path.exists(os.path.join(ROOT, "lib64")):
        return ["chroot", ROOT, name]
    libraries = os.path.join(ROOT, "usr/lib/x86_64-linux-gnu")
    return [os.path.join(libraries, "ld-linux-x86-64.so.2"), "--library-path",
            f"{libraries}:{libraries}/ceph:{ROOT}/usr/lib/ceph",
            os.path.join(ROOT, "usr/bin", name)]


class CephProgramsTest(CompareCase):
    def setUp(self):
        super().setUp()
        self.real = {"name": "real", "transport": "ceph_perf_msgr",
                     "client_command": command("ceph_perf_msgr_client"),
                     "server_command": command("ceph_perf_msgr_server")}

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
        warnings = "\n".join(comparison["warnings"])
        self.assertIn("CPU time is that of the whole process", warnings)
        self.assertNotIn("does not execute it itself", warnings)

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
        self.assertIn("the process started for ceph_perf_msgr_client does not "
                      "execute it itself", "\n".join(comparison["warnings"]))


if __name__ == "__main__":
    ROOT = make_root(sys.argv.pop(2))
    main()
