"""What is in the image, and what is not."""
import re

from docker_testing import IMAGE, DockerTest, docker, main, wait_until

PROGRAMS = ["grpc_perf_msgr_server", "grpc_perf_msgr_client",
            "grpc_perf_msgr_compare"]


def inspect(what, template):
    return docker("inspect", "--format", template, what).strip()


class ImageTest(DockerTest):
    def shell(self, command, status=0):
        return docker("run", "--rm", "--network=none", IMAGE, "sh", "-c",
                      command, status=status)

    def test_is_small(self):
        self.assertLess(int(inspect(IMAGE, "{{.Size}}")), 200_000_000)

    def test_user_is_not_root(self):
        self.assertEqual(self.shell("id -u; id -g").split(), ["1000", "1000"])
        # Also for those who look at the image only.
        self.assertEqual(inspect(IMAGE, "{{.Config.User}}"), "1000:1000")
        # Nothing that makes a user root.
        self.assertEqual(self.shell("command -v sudo || echo none"), "none\n")

    def test_has_no_compiler_and_nothing_of_the_build(self):
        for program in ["cc", "c++", "gcc", "g++", "cpp", "as", "ld", "clang",
                        "cmake", "ninja", "make", "git", "protoc"]:
            self.assertEqual(
                self.shell(f"command -v {program} || echo none"), "none\n")
        packages = self.shell("dpkg-query --show --showformat '${Package}\n'")
        self.assertNotRegex(packages, re.compile("-dev$", re.MULTILINE))
        self.assertEqual(
            self.shell("ls -d /source /image 2>/dev/null || echo none"),
            "none\n")
        # apt's lists are most of what a layer grows by.
        self.assertEqual(self.shell("ls /var/lib/apt/lists"), "")

    def test_labels_and_programs_tell_version_and_commit(self):
        def label(name):
            return inspect(IMAGE, '{{index .Config.Labels '
                           f'"org.opencontainers.image.{name}"}}}}')
        version = label("version")
        self.assertRegex(version, r"^\d+\.\d+\.\d+$")
        revision = label("revision")
        self.assertRegex(revision, r"^([0-9a-f]{12}(-dirty)?|unknown)$")
        for name in ["title", "description", "licenses", "base.name"]:
            self.assertTrue(label(name), name)
        for program in PROGRAMS:
            out = self.shell(program + " --version")
            self.assertTrue(
                out.startswith(f"{program} {version}\ncommit {revision}\n"),
                out)
            self.assertIn("build Release", out)

    def test_results_folder_is_the_users(self):
        self.shell("touch /results/x")

    def test_sigterm_ends_the_server_in_order(self):
        server = self.start_container(IMAGE)
        wait_until(lambda: "listening on" in docker("logs", server),
                   "the server listens")
        self.assertIn("tini", docker("exec", server, "cat", "/proc/1/comm"))
        # Were the signal lost, the server would be killed: status 137.
        docker("stop", "--time", "60", server)
        self.assertEqual(inspect(server, "{{.State.ExitCode}}"), "0")
        log = docker("logs", server)
        self.assertIn("stopping", log)

    def test_sigterm_ends_a_program_without_a_handler_too(self):
        sleeper = self.start_container(IMAGE, "sleep", "1000")
        docker("stop", "--time", "60", sleeper)
        self.assertEqual(inspect(sleeper, "{{.State.ExitCode}}"), "143")

    def test_exit_status_is_the_programs(self):
        docker("run", "--rm", "--network=none", IMAGE, PROGRAMS[1], status=2)

    def test_compare_at_server_refuses_what_it_cannot_fill_in(self):
        scenario = "/usr/share/grpc_perf_msgr/scenarios/listeners.json"
        for variables, message in [
                ("", "SERVER must name"),
                ("SERVER=a/b", 'SERVER must be a name, an address or a number, '
                               'got "a/b"'),
                ("SERVER=x GRPC_PORT=y", 'a port must be 1..65535, got "y"'),
        ]:
            with self.subTest(variables):
                out = self.shell(f"{variables} compare_at_server {scenario}",
                                 status=2)
                self.assertIn(message, out)
        out = self.shell("SERVER=x compare_at_server /nowhere.json", status=2)
        self.assertIn('cannot read the scenario "/nowhere.json"', out)
        out = self.shell(
            "SERVER=127.0.0.1 CONNECT_TIMEOUT=100ms "
            f"compare_at_server {scenario}", status=1)
        self.assertIn("no server answers at 127.0.0.1:10001", out)


if __name__ == "__main__":
    main()
