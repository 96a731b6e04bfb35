#!/usr/bin/env python3
"""Writes the seeds of cgroup_fuzz and cpu_list_fuzz: corpus/, beside this file."""

import pathlib

CORPUS = pathlib.Path(__file__).parent / "corpus"

CPU_LISTS = {
    "one": "3", "ranges": "0-3,8,10-11", "descending": "5,4", "last": "4095",
    "too_large": "4096", "twice": "1,0-3", "backward": "3-1", "empty": "",
    "dash": "-", "comma": "1,", "space": "0, 1",
}
CGROUPS = {
    "v2": "0::/system.slice/a.service\n",
    "v1": "12:pids:/x\n4:cpu,cpuacct:/docker/0123\n1:name=systemd:/y\n",
    "hybrid": "4:cpu:/a\n0::/b:c\n", "outside": "0::/../../a\n",
    "max": "50000 100000\n", "no_limit": "max 100000\n", "v1_none": "-1 100000",
    "huge": "9223372036854775807 1\n",
    "stat": "usage_usec 1\nnr_periods 5\nnr_throttled 2\nthrottled_usec 3\n",
    "docker": "1 2 0:3 /lib/docker/containers/0/hosts /etc/hosts rw - x y z\n",
    "podman": "1 2 0:3 /overlay-containers/0/hostname /etc/hostname rw\n",
    "kubernetes": "1 2 0:3 /kubelet/pods/0/etc-hosts /etc/hosts rw\n",
}



def write(folder, seeds):
    (CORPUS / folder).mkdir(parents=True, exist_ok=True)
    for name, seed in seeds.items():
        (CORPUS / folder / name).write_text(seed)


def main():
    write("cgroup", CGROUPS)
    write("cpu_list", CPU_LISTS)


if __name__ == "__main__":
    main()
