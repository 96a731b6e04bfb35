"""Ceph's own programs for tests, from a Debian 13 root."""
import os
import subprocess
import sys


def make_root(folder):
    """The root's path; ends the program when there is none."""
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                          "make_ceph_root.sh")
    made = subprocess.run([script, folder], stdout=subprocess.PIPE, text=True)
    if made.returncode != 0:
        sys.exit(made.returncode)
    return made.stdout.strip()


def command(root, name):
    """How to run one of the programs in it."""
    if os.geteuid() == 0 and os.path.exists(os.path.join(root, "lib64")):
        return ["chroot", root, name]
    libraries = os.path.join(root, "usr/lib/x86_64-linux-gnu")
    return [os.path.join(libraries, "ld-linux-x86-64.so.2"), "--library-path",
            f"{libraries}:{libraries}/ceph:{root}/usr/lib/ceph",
            os.path.join(root, "usr/bin", name)]
