"""The network floor of grpc_perf_msgr_compare, over loopback.

    network_floor_test.py BIN_DIR [unittest arguments]
"""
import signal

from compare_case import PATIENCE_S, CompareCase, main, processes_of, wait_until

PORT_OF_NOBODY = 1  # tcpmux, which needs root and which nobody runs


class NetworkFloorTest(CompareCase):
    def floor_scenario(self, port, **fields):
        fields.setdefault("targets", [
            {"name": "grpc", "address": f"127.0.0.1:{port}"}])
        fields.setdefault("network_floor", "100ms")
        fields.setdefault("repeats", 1)
        return self.scenario(**fields)

    def only_floor(self, folder):
        floors = self.comparison(folder)["network_floors"]
        self.assertEqual(len(floors), 1)
        return floors[0]

    def test_finds_the_servers_tcp_address_and_measures_first(self):
        _, (grpc, tcp) = self.start_server("127.0.0.1:0,tcp://127.0.0.1:0")
        out_folder = self.path("out")
        out, err = self.run_compare(self.floor_scenario(grpc),
                                    "--out=" + out_folder)
        floor = self.only_floor(out_folder)
        self.assertEqual(floor["status"]["code"], "OK")
        self.assertEqual(floor["host"], "127.0.0.1")
        self.assertEqual(floor["address"], f"tcp://127.0.0.1:{tcp}")
        self.assertGreater(int(floor["round_trips"]), 0)
        self.assertGreater(int(floor["round_trip_p50_ns"]), 0)
        self.assertGreaterEqual(int(floor["round_trip_p99_ns"]),
                                int(floor["round_trip_p50_ns"]))
        for stream in ("to_server", "to_client"):
            self.assertGreater(floor[stream]["bytes_per_second"], 0)
        self.assertEqual(floor["network"]["client"]["kind"], "loopback")
        self.assertEqual(floor["network"]["server"]["kind"], "loopback")
        self.assertLess(err.index("Network floor"), err.index("run 1 of 1"))
        self.assertIn(f"to 127.0.0.1 by tcp://127.0.0.1:{tcp};", out)
        self.assertRegex(out, r"Network         loopback \(\w+, MTU \d+\)\n")
        result = self.comparison(out_folder)["runs"][0]["result"]
        self.assertEqual(result["network"]["client"]["kind"], "loopback")
        self.assertNotEqual(
            self.comparison(out_folder)["runs"][0]["verdict"].get("limit"),
            "LINK")

    def test_a_tcp_target_needs_nobody_to_ask(self):
        _, (_, tcp) = self.start_server("127.0.0.1:0,tcp://127.0.0.1:0")
        out_folder = self.path("out")
        self.run_compare(
            self.floor_scenario(0, targets=[{
                "name": "tcp", "transport": "tcp",
                "address": f"tcp://localhost:{tcp}"}]),
            "--out=" + out_folder)
        floor = self.only_floor(out_folder)
        self.assertEqual(floor["status"]["code"], "OK")
        self.assertEqual(floor["address"], f"tcp://localhost:{tcp}")

    def test_without_a_tcp_address_there_is_none_and_the_report_says_so(self):
        _, (grpc,) = self.start_server()
        out_folder = self.path("out")
        out, _ = self.run_compare(self.floor_scenario(grpc),
                                  "--out=" + out_folder)
        floor = self.only_floor(out_folder)
        self.assertEqual(floor["status"]["code"], "FAILED_PRECONDITION")
        self.assertNotIn("round_trip_p50_ns", floor)
        self.assertNotIn("to_server", floor)
        self.assertRegex(out, r"Network floor   to 127\.0\.0\.1, none: the "
                              r"server has no tcp:// address")

    def test_a_server_that_thinks_is_no_floor(self):
        _, (grpc, _) = self.start_server("127.0.0.1:0,tcp://127.0.0.1:0",
                                         think_us=50)
        out_folder = self.path("out")
        out, _ = self.run_compare(self.floor_scenario(grpc),
                                  "--out=" + out_folder)
        floor = self.only_floor(out_folder)
        self.assertEqual(floor["status"]["code"], "FAILED_PRECONDITION")
        self.assertIn("the server thinks 50 us", floor["status"]["message"])
        self.assertNotIn("round_trip_p50_ns", floor)

    def test_a_server_that_is_not_there_is_no_floor_and_no_hang(self):
        out_folder = self.path("out")
        self.run_compare(self.floor_scenario(PORT_OF_NOBODY),
                         "--out=" + out_folder, status=1)
        floor = self.only_floor(out_folder)
        self.assertEqual(floor["status"]["code"], "UNAVAILABLE")
        self.assertIn(f"127.0.0.1:{PORT_OF_NOBODY}",
                      floor["status"]["message"])

    def test_none_leaves_it_out(self):
        _, (grpc, _) = self.start_server("127.0.0.1:0,tcp://127.0.0.1:0")
        out_folder = self.path("out")
        scenario = self.floor_scenario(grpc, network_floor="none")
        out, _ = self.run_compare(scenario, "--list")
        self.assertNotIn("network floor", out)
        out, _ = self.run_compare(scenario, "--out=" + out_folder)
        self.assertNotIn("Network floor", out)
        self.assertEqual(
            self.comparison(out_folder)["network_floors"], [])

    def test_list_counts_it(self):
        out, _ = self.run_compare(
            self.floor_scenario(PORT_OF_NOBODY, network_floor="20s"), "--list")
        self.assertIn("first: the network floor to 127.0.0.1", out)
        # Three probes of 20 s, their warm-ups and starts, one run.
        self.assertIn("about 1 min 01 s", out)

    def test_resume_keeps_it(self):
        _, (grpc, _) = self.start_server("127.0.0.1:0,tcp://127.0.0.1:0")
        out_folder = self.path("out")
        process = self.start(
            self.floor_scenario(grpc, repeats=20), "--out=" + out_folder)
        self.assertTrue(
            wait_until(lambda: self.journal_lines(out_folder) >= 1))
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE_S)
        self.assertEqual(process.returncode, 130, out + err)
        before = self.only_floor(out_folder)
        _, err = self.run_compare("--resume=" + out_folder)
        self.assertNotIn("Network floor", err)
        self.assertEqual(self.only_floor(out_folder), before)

    def test_ctrl_c_ends_the_probe(self):
        _, (grpc, _) = self.start_server("127.0.0.1:0,tcp://127.0.0.1:0")
        out_folder = self.path("out")
        process = self.start(
            self.floor_scenario(grpc, network_floor="300s"),
            "--out=" + out_folder)
        self.assertTrue(wait_until(
            lambda: processes_of(out_folder + "/.running")))
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE_S)
        self.assertEqual(process.returncode, 130, out + err)
        self.assertEqual(
            self.comparison(out_folder)["network_floors"], [])
        self.assert_nothing_left(out_folder)


if __name__ == "__main__":
    main()
