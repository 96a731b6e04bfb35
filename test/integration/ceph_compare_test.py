"""grpc_perf_msgr_compare with what stands in for Ceph's own programs.

    ceph_compare_test.py BIN_DIR [unittest arguments]
"""
import csv
import os
import socket
import subprocess
import unittest.mock

from compare_case import CompareCase, kinds, main, wait_until

FAKE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fake_ceph.py")


def target(client="well", server="well", **fields):
    return {"name": "ceph", "transport": "ceph_perf_msgr",
            "client_command": [FAKE, "client", client],
            "server_command": [FAKE, "server", server], **fields}


class CephCompareTest(CompareCase):
    def compare(self, targets, status=0, **fields):
        """Runs a comparison; its output, and the record."""
        folder = self.path("out")
        fields = {"ios": 100, "repeats": 1, "stall_timeout": "1s", **fields}
        if "duration" in fields:
            del fields["ios"]
        else:
            fields["duration"] = ""
        out, err = self.run_compare(self.scenario(targets=targets, **fields),
                                    "--out=" + folder, status=status)
        self.assert_nothing_left(folder)
        # What the comparison started is in none of its folders.
        if not any("address" in target for target in targets):
            self.assert_nothing_left(FAKE)
        return out, err, self.comparison(folder)

    def reserve_port(self):
        with socket.create_server(("127.0.0.1", 0)) as listening:
            return listening.getsockname()[1]

    def listens(self, port):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return True
        except OSError:
            return False

    def test_what_is_not_measured_is_absent(self):
        out, _, comparison = self.compare([target()], threads=[2], window=[8])
        result = comparison["runs"][0]["result"]
        self.assertEqual(result["status"], {"code": "OK", "message": ""})
        conditions = result["conditions"]
        self.assertEqual(conditions["transport"], "ceph_perf_msgr")
        self.assertEqual(conditions["ios"], "100")
        self.assertEqual(result["counts"]["sent"], "200")
        self.assertEqual(result["counts"]["answered"], "200")
        # 200 messages, 10 us each.
        self.assertEqual(result["run_time_ns"], "2000000")
        summary = result["summary"]
        self.assertEqual(summary["messages_per_second"], 100000)
        # 16 in flight.
        self.assertEqual(summary["latency_mean_derived_ns"], 160000)
        for name in summary:
            self.assertNotRegex(name, "latency_(?!mean_derived)|user|system|"
                                "switches|think")
        self.assertNotIn("client_cpu", result)
        self.assertNotIn("server_cpu", result)
        self.assertNotIn("latency", result)
        self.assertEqual(result["client_environment"]["libraries"][0]["name"],
                         "ceph")
        self.assertEqual(
            result["client_environment"]["libraries"][0]["version"], "18.2.7")
        run = comparison["runs"][0]
        self.assertNotIn("littles_law_ratio", run)
        self.assertEqual(run["verdict"]["limit"], "UNKNOWN")
        self.assertEqual([metric["name"] for metric in
                          comparison["cells"][0]["metrics"]],
                         ["messages_per_second", "latency_mean_derived_us"])
        # What was started is a script.
        warned = [(warning["kind"], warning["end"])
                  for warning in comparison["warnings"]]
        self.assertIn(("RUNS_ELSEWHERE", "CLIENT"), warned)
        self.assertIn(("RUNS_ELSEWHERE", "SERVER"), warned)
        self.assertIn(("MAYBE_UNANSWERED", "CLIENT"), warned)
        self.assertRegex(out, r"ceph +100,000 +- +base +- +- +- +- +\?")
        self.assertIn("mean latency 160.0 us, derived by Little's law", out)

    def test_the_programs_are_pinned_and_sleep_precisely(self):
        cpu = max(os.sched_getaffinity(0))
        self.compare([target("tell:" + self.path("told"))],
                     client_cpus=str(cpu))
        with open(self.path("told")) as file:
            self.assertEqual(file.read(), f"[{cpu}] 1\n")

    def test_csv_leaves_empty_what_is_not_measured(self):
        self.compare([target()])
        with open(os.path.join(self.path("out"), "comparison.csv")) as file:
            row, = csv.DictReader(file)
        self.assertEqual(row["latency_mean_derived_us"], "80.000")
        for name in ["latency_mean_us", "latency_p50_us", "latency_p99_us",
                     "latency_max_us", "client_user_us_per_message",
                     "server_user_us_per_message", "errors", "max_in_flight",
                     "latency_above_range", "warmup_messages", "flush",
                     "client_context_switches_per_message"]:
            self.assertEqual(row[name], "", name)

    def test_a_duration_becomes_a_number_of_messages(self):
        _, _, comparison = self.compare([target()], duration="100ms",
                                        warmup="50ms", repeats=2)
        for run in comparison["runs"]:
            conditions = run["result"]["conditions"]
            # 100,000 a second.
            self.assertEqual(conditions["ios"], "10000")
            self.assertEqual(conditions["warmup_ns"], "0")
        self.assertEqual(kinds(comparison).count("NO_WARM_UP"), 1)

    def test_a_client_that_hangs_is_killed_and_tried_once_more(self):
        out, _, comparison = self.compare(
            [target(), target("hang", name="hung")], status=1)
        results = {run["target"]: run["result"] for run in comparison["runs"]}
        self.assertEqual(results["ceph"]["status"]["code"], "OK")
        hung = results["hung"]
        self.assertEqual(hung["status"]["code"], "DEADLINE_EXCEEDED")
        self.assertRegex(
            hung["status"]["message"],
            "^timed out: ceph_perf_msgr_client had not ended after .* and was "
            "killed$")
        self.assertIn("RUN_MADE_AGAIN", kinds(hung))
        self.assertNotIn("messages_per_second", hung.get("summary", {}))
        self.assertIn("hung FAILED in 1 of 1 run", out)

    def test_a_second_try_that_succeeds_counts(self):
        once = "hang-once:" + self.path("hung")
        _, _, comparison = self.compare([target(once)])
        self.assertEqual(comparison["status"], "OK")
        self.assertIn("RUN_MADE_AGAIN", kinds(comparison))

    def test_a_client_that_hangs_once_its_rate_is_known(self):
        _, _, comparison = self.compare([target("hang-after-trial")], status=1,
                                        duration="50ms")
        self.assertEqual(
            comparison["runs"][0]["result"]["status"]["code"],
            "DEADLINE_EXCEEDED")

    def test_other_failures_are_told_and_not_tried_again(self):
        _, _, comparison = self.compare(
            [target("garbage", name="garbage"), target("exit:3", name="exits"),
             target(server="silent", name="silent")], status=1)
        results = {run["target"]: run["result"] for run in comparison["runs"]}
        said = {name: result["status"]["message"]
                for name, result in results.items()}
        self.assertIn('printed no line " Total op N run time Tus."',
                      said["garbage"])
        self.assertIn("its last line:  Total op many", said["garbage"])
        self.assertIn("exit status 3", said["exits"])
        self.assertIn("terminate called", said["exits"])
        self.assertIn("did not start (exit status 1): unable to bind to v2:",
                      said["silent"])
        for result in results.values():
            self.assertNotIn("RUN_MADE_AGAIN", kinds(result))

    def assert_missing(self, message, **fields):
        _, err = self.run_compare(
            self.scenario(targets=[{"name": "a"}, target(**fields)]),
            "--out=" + self.path("out"), status=2)
        self.assertIn(message, err)
        self.assertIn("Debian 13's package ceph-test", err)
        self.assertEqual(err.count("\n"), 1, err)
        # Before anything was made.
        self.assertEqual(os.listdir(self.folder), ["scenario.json"])

    def test_a_missing_program_is_one_line_before_any_run(self):
        self.assert_missing(
            'target "ceph" can\'t run "no_such_client": it is not on PATH; '
            "ceph_perf_msgr_client is in", client_command=["no_such_client"])
        self.assert_missing(
            "ceph_perf_msgr_server is in",
            server_command=["/no/such/server", "--flag"])
        # A prefix that is there and does not find the program.
        self.assert_missing(
            "with --version it ended with exit status 127",
            client_command=["env", "no_such_client"])

    def test_what_the_server_did_not_answer_is_missed(self):
        # A server that counts, and another one that was connected to.
        _, (control_port,) = self.start_server()
        port = self.reserve_port()
        self.started.append(subprocess.Popen(
            [FAKE, "server", "well", f"v2:127.0.0.1:{port}", "1", "0"]))
        self.assertTrue(wait_until(lambda: self.listens(port)))
        _, _, comparison = self.compare(
            [{"name": "ceph", "transport": "ceph_perf_msgr",
              "client_command": [FAKE, "client", "well"],
              "address": f"v2:127.0.0.1:{port}",
              "control": "127.0.0.1:" + control_port}], status=1)
        result = comparison["runs"][0]["result"]
        self.assertIn("the server answered 0 of the 100 messages",
                      result["status"]["message"])
        self.assertEqual(result["counts"]["lost"], "100")
        self.assertTrue(result["server"]["environment"]["hostname"])

    def test_without_commands_the_programs_are_looked_for_on_path(self):
        folder = self.path("bin")
        os.mkdir(folder)
        for role in ["client", "server"]:
            path = os.path.join(folder, f"ceph_perf_msgr_{role}")
            with open(path, "w") as file:
                file.write(f'#!/bin/sh\nexec {FAKE} {role} well "$@"\n')
            os.chmod(path, 0o755)
        bare = {"name": "ceph", "transport": "ceph_perf_msgr"}
        with unittest.mock.patch.dict(os.environ, PATH=folder + ":" +
                                      os.environ["PATH"]):
            _, _, comparison = self.compare([bare])
        self.assertEqual(comparison["status"], "OK")


if __name__ == "__main__":
    main()
