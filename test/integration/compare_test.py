"""grpc_perf_msgr_compare with real clients and servers.

    compare_test.py BIN_DIR [unittest arguments]
"""
import csv
import json
import os
import re
import signal
import subprocess

from compare_case import (PATIENCE_S, TARGETS, CompareCase, main, processes_of,
                          program, wait_until)


class CompareTest(CompareCase):
    def test_measures_every_target_and_leaves_files_but_no_process(self):
        out_folder = self.path("out")
        out, err = self.run_compare(self.scenario(), "--out=" + out_folder)
        self.assertIn("results are in " + out_folder + "; the report is " +
                      os.path.join(out_folder, "report.html"), out)
        self.assertIn("run 1 of 4", err)
        comparison = self.comparison(out_folder)
        self.assertEqual(comparison["status"], "OK")
        self.assertEqual(len(comparison["runs"]), 4)
        self.assertEqual([cell["target"] for cell in comparison["cells"]],
                         ["tcp", "grpc"])
        for run in comparison["runs"]:
            result = run["result"]
            self.assertEqual(result["conditions"]["transport"], run["target"])
            # Both ends tell of themselves, each thread too.
            self.assertTrue(result["server_cpu"]["thread_cpu_ns"])
            self.assertGreater(int(result["server_cpu"]["messages"]), 0)
        with open(os.path.join(out_folder, "comparison.csv")) as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(len(rows), 4)
        self.assertEqual({row["status"] for row in rows}, {"OK"})
        self.assertNotIn(".running", os.listdir(out_folder))
        self.assert_nothing_left(out_folder)

    def test_default_folder_is_new_and_named_after_time_and_scenario(self):
        self.run_compare(self.scenario(name="my test", repeats=1))
        names = os.listdir(self.path("results"))
        self.assertEqual(len(names), 1)
        self.assertRegex(names[0], r"^\d{8}T\d{6}Z-my-test$")

    def test_busy_poll_servers_do_not_outlive_their_runs(self):
        out_folder = self.path("out")
        targets = [{"name": "spin", "transport": "tcp", "busy_poll": True},
                   {"name": "grpc spin", "busy_poll": True}]
        self.run_compare(self.scenario(targets=targets), "--out=" + out_folder)
        self.assert_nothing_left(out_folder)

    def test_ctrl_c_keeps_what_was_measured_and_resume_completes(self):
        out_folder = self.path("out")
        scenario = self.scenario(repeats=5)
        process = self.start(scenario, "--out=" + out_folder)
        self.assertTrue(
            wait_until(lambda: self.journal_lines(out_folder) >= 2))
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE_S)
        self.assertEqual(process.returncode, 130, out + err)
        self.assertIn("CANCELLED", out)
        self.assertIn("--resume=" + out_folder, err)
        self.assert_nothing_left(out_folder)
        before = self.comparison(out_folder)
        self.assertEqual(before["status"], "CANCELLED")
        made = len(before["runs"])
        self.assertGreaterEqual(made, 2)
        self.assertLess(made, 10)

        _, err = self.run_compare("--resume=" + out_folder)
        self.assertIn(f"run {made + 1} of 10", err)
        after = self.comparison(out_folder)
        self.assertEqual(after["status"], "OK")
        self.assertEqual(after["runs"][:made], before["runs"])
        self.assertEqual(
            len({(run["repeat"], run["target"]) for run in after["runs"]}), 10)
        self.assertEqual(len(after["runs"]), 10)

    def test_kill_leaves_no_process_and_loses_no_finished_run(self):
        out_folder = self.path("out")
        process = self.start(self.scenario(repeats=5), "--out=" + out_folder)
        self.assertTrue(
            wait_until(lambda: self.journal_lines(out_folder) >= 2))
        process.kill()
        process.wait()
        self.assert_nothing_left(out_folder)
        kept = self.journal_lines(out_folder)
        # A run that was being written.
        with open(os.path.join(out_folder, "runs.jsonl"), "a") as file:
            file.write('{"repeat": 1, "tar')
        _, err = self.run_compare("--resume=" + out_folder)
        self.assertIn(f"run {kept + 1} of 10", err)
        after = self.comparison(out_folder)
        self.assertEqual(len(after["runs"]), 10)
        self.assertEqual(after["status"], "OK")

    def test_resume_wants_the_same_scenario(self):
        out_folder = self.path("out")
        self.run_compare(self.scenario(repeats=1), "--out=" + out_folder)
        _, err = self.run_compare(self.scenario(repeats=1, window=[9]),
                                  "--resume=" + out_folder, status=2)
        self.assertIn("window[0]: 8 -> 9", err)
        _, err = self.run_compare(self.scenario(repeats=1),
                                  "--out=" + out_folder, status=2)
        self.assertIn("holds a comparison already", err)

    def test_a_folder_is_used_by_one_program_at_a_time(self):
        out_folder = self.path("out")
        first = self.start(self.scenario(duration="60s"), "--out=" + out_folder)
        self.assertTrue(wait_until(lambda: processes_of(out_folder + "/.run")))
        _, err = self.run_compare("--resume=" + out_folder, status=2)
        self.assertIn("another program", err)
        first.send_signal(signal.SIGTERM)
        first.communicate(timeout=PATIENCE_S)
        self.assertEqual(first.returncode, 130)

    def test_a_target_that_dies_is_shown_as_failed_and_the_others_go_on(self):
        server, (port,) = self.start_server()
        out_folder = self.path("out")
        targets = TARGETS + [
            {"name": "mortal", "address": "127.0.0.1:" + port}]
        process = self.start(
            self.scenario(targets=targets, repeats=3), "--out=" + out_folder)
        # The first repeat has been made.
        self.assertTrue(
            wait_until(lambda: self.journal_lines(out_folder) >= 3))
        server.kill()
        out, err = process.communicate(timeout=PATIENCE_S)
        self.assertEqual(process.returncode, 1, out + err)
        self.assertIn("mortal FAILED in ", out)
        comparison = self.comparison(out_folder)
        self.assertEqual(comparison["status"], "FAILED")
        cells = {cell["target"]: cell for cell in comparison["cells"]}
        self.assertEqual(cells["tcp"]["runs_ok"], 3)
        self.assertEqual(cells["grpc"]["runs_ok"], 3)
        mortal = cells["mortal"]
        self.assertGreaterEqual(mortal["runs_failed"], 1)
        self.assertEqual(mortal["runs_failed"] + mortal["runs_ok"], 3)
        self.assertRegex(mortal["failures"][0], "^UNAVAILABLE: ")

    def test_list_prints_the_plan_and_runs_nothing(self):
        out, _ = self.run_compare(self.scenario(window=[1, 8]), "--list")
        self.assertEqual(
            len(re.findall(r"^\d+ +\d+ +(?:tcp|grpc) +1x[18]x4096$", out,
                           re.MULTILINE)), 8)
        self.assertIn("8 runs", out)
        self.assertEqual(os.listdir(self.folder), ["scenario.json"])

    def test_diff_of_the_same_finds_nothing_and_of_a_worse_one_exits_3(self):
        out_folder = self.path("out")
        self.run_compare(self.scenario(), "--out=" + out_folder)
        old = os.path.join(out_folder, "comparison.json")
        out, _ = self.run_compare("--diff", old, old)
        self.assertIn("0 worse", out)

        comparison = self.comparison(out_folder)
        for metric in comparison["cells"][1]["metrics"]:
            if metric["name"] == "messages_per_second":
                for name in ("median", "low", "high"):
                    metric["ratio"][name] /= 100
        new = self.path("new.json")
        with open(new, "w") as file:
            json.dump(comparison, file)
        out, _ = self.run_compare("--diff", old, new, status=3)
        self.assertIn("WORSE", out)
        self.run_compare("--diff", "--fail_over=100%", old, new)

        comparison["scenario"]["flush"] = "x"
        with open(new, "w") as file:
            json.dump(comparison, file)
        _, err = self.run_compare("--diff", old, new, status=2)
        self.assertIn('unknown field "flush"', err)
        del comparison["scenario"]["flush"]
        comparison["scenario"]["duration"] = "7s"
        with open(new, "w") as file:
            json.dump(comparison, file)
        _, err = self.run_compare("--diff", old, new, status=2)
        self.assertIn('duration: "100ms" -> "7s"', err)

    def test_bad_command_lines_exit_2_and_make_nothing(self):
        for arguments, message in [
                (["missing.json"], "missing.json"),
                ([self.scenario(repeats=5000)], "repeats must be 1..1000"),
                (["--diff", "a.json"], "missing NEW.json"),
                (["--resume=nowhere"], "no comparison.json"),
                (["--out=a", "--resume=b"], "exclude each other"),
                (["a.json", "b.json"], "unexpected argument"),
                ([self.scenario(), "--bin_dir=/nowhere"], "no program"),
        ]:
            with self.subTest(arguments):
                self.scenario(repeats=5000)
                _, err = self.run_compare(*arguments, status=2)
                self.assertIn(message, err)
                self.assertEqual(os.listdir(self.folder), ["scenario.json"])


if __name__ == "__main__":
    main()
