"""docker/sweep.sh: a matrix in, a folder of results out."""
import csv
import os
import signal
import subprocess

from docker_testing import (DockerTest, IMAGE, PATIENCE_S, SOURCE, docker,
                            free_ports, main, run, wait_until)

SWEEP = os.path.join(SOURCE, "docker/sweep.sh")
SHORT = ["--window=8", "--repeats=1", "--duration=100ms", "--warmup=50ms"]


class SweepTest(DockerTest):
    def setUp(self):
        super().setUp()
        self.out = os.path.join(self.folder, "out")
        self.env = dict(zip(["GRPC_PORT", "TCP_PORT", "MSGR2_PORT"],
                            map(str, free_ports(3))))

    def sweep(self, *arguments, status=0):
        return run(SWEEP, "--out=" + self.out, *arguments, status=status,
                   env=self.env)

    def assert_nothing_left(self):
        self.assertEqual(docker("ps", "--all", "--quiet", "--filter",
                                "name=sweep-"), "")
        self.assertEqual(docker("network", "ls", "--quiet", "--filter",
                                "name=sweep-"), "")

    def test_a_folder_for_each_combination_and_one_summary(self):
        out = self.sweep("--network=bridge,host", "--server_threads=2",
                         "--bytes=100,200", "--image=" + IMAGE, *SHORT)
        self.assertIn("2 of 2 comparisons succeeded", out)
        names = [f"{network}-threads2-cpus0-{IMAGE.replace(':', '_')}"
                 for network in ("bridge", "host")]
        self.assertEqual(sorted(os.listdir(self.out)),
                         sorted(names + ["summary.csv"]))
        for name in names:
            comparison = self.json_file("out", name, "comparison.json")
            self.assertEqual(comparison["status"], "OK")
            for made in comparison["runs"]:
                self.assertEqual(
                    made["result"]["server"]["conditions"]["threads"], 2)
                self.assertEqual(made["result"]["conditions"]["threads"], 1)
            self.assertTrue({"report.html", "log.txt", "server.log"} <=
                            set(os.listdir(os.path.join(self.out, name))))
        with open(os.path.join(self.out, "summary.csv")) as file:
            rows = list(csv.DictReader(file))
        # 2 networks, 6 targets, 2 sizes.
        self.assertEqual(len(rows), 24)
        self.assertEqual({row["network"] for row in rows}, {"bridge", "host"})
        self.assertEqual({row["bytes"] for row in rows}, {"100", "200"})
        self.assertEqual({row["status"] for row in rows}, {"OK"})
        self.assertNotIn(None, rows[0])
        self.assert_nothing_left()

    def test_a_combination_that_fails_is_named_and_the_others_are_made(self):
        out = self.sweep("--server_threads=5000,1", "--image=" + IMAGE, *SHORT,
                         status=1)
        self.assertIn("1 of 2 comparisons succeeded", out)
        self.assertIn("FAILED: bridge-threads5000-cpus0-", out)
        self.assertNotIn("FAILED: bridge-threads1-", out)
        self.assert_nothing_left()

    def test_ctrl_c_leaves_nothing_behind(self):
        process = subprocess.Popen(
            [SWEEP, "--out=" + self.out, "--image=" + IMAGE,
             "--duration=600s"], env={**os.environ, **self.env},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, start_new_session=True)
        wait_until(lambda: docker(
            "ps", "--quiet", "--filter",
            "label=com.docker.compose.service=compare"), "the comparison runs")
        # As a terminal does it: to the whole group.
        os.killpg(process.pid, signal.SIGINT)
        out, _ = process.communicate(timeout=PATIENCE_S)
        self.assertEqual(process.returncode, 130, out)
        self.assert_nothing_left()

    def test_lists_without_running(self):
        out = self.sweep("--list", "--network=bridge,host", "--server_cpus=0,.5",
                         status=2)
        self.assertIn('--server_cpus must be numbers of CPUs, got ".5"', out)
        out = self.sweep("--list", "--network=bridge,host",
                         "--server_cpus=0,0.5")
        self.assertEqual(len(out.splitlines()), 1 + 4)
        self.assertFalse(os.path.exists(self.out))

    def test_bad_command_lines_exit_2(self):
        for argument, message in [
                ("--network=moon", 'bridge, host or both, got "moon"'),
                ("--window=", "got \"\""),
                ("--window=0", 'got "0"'), ("--bytes=x", 'got "x"'),
                ("--duration=2", 'a time such as 2s, got "2"'),
                ("--scenario=/nowhere", 'cannot read "/nowhere"'),
                ("--what", 'unknown argument "--what"'),
        ]:
            with self.subTest(argument):
                self.assertIn(message, self.sweep(argument, status=2))


if __name__ == "__main__":
    main()
