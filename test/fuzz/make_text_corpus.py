#!/usr/bin/env python3
"""Writes the seeds of the targets that read text, and of those whose bytes are
short: corpus/, beside this file. frame_fuzz and msgr2_fuzz have their own."""

import json
import pathlib
import struct

CORPUS = pathlib.Path(__file__).parent / "corpus"

ENDPOINTS = {
    "host": "localhost:10001", "ipv4": "tcp://127.0.0.1:0",
    "ipv6": "[::1]:10001", "zone": "msgr2://[fe80::1%eth0]:65535",
    "ceph": "v2:10.0.0.1:6800", "ceph_ipv6": "v2:[::1]:6800",
    "host_v2": "v2:10001", "unix": "unix:a/b", "unix_absolute": "unix:///a/b",
    "unix_scheme": "tcp://unix:/a://b", "unix_slashes": "unix:////x",
    "several": "h:1,tcp://h:2,unix:p", "empty_part": "h:1,",
    "no_port": "host", "unknown_scheme": "http://h:1", "large_port": "h:65536",
    "nul": "a\0b:1", "brackets": "[h]:1", "bare_ipv6": "::1:10001",
    "inproc": "inproc://msgr2", "all": "all://0.0.0.0:10001",
}
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


def varint(number):
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes(out + bytes([number]))


def histogram(buckets, counts, **numbers):
    """A Histogram: packed buckets and counts, and its numbers by field."""
    fields = {"min_ns": 3, "max_ns": 4, "sum_ns": 5, "above_range": 6,
              "below_range": 7}
    out = b""
    for number, values in ((1, buckets), (2, counts)):
        packed = b"".join(varint(value) for value in values)
        if packed:
            out += varint(number << 3 | 2) + varint(len(packed)) + packed
    for name, value in numbers.items():
        out += varint(fields[name] << 3) + varint(value)
    return out


HISTOGRAMS = {
    "empty": b"",
    "one": histogram([1000], [1], sum_ns=1000, min_ns=1000, max_ns=1000),
    "several": histogram([7, 2047, 2048], [3, 1, 2], sum_ns=6164, min_ns=7,
                         max_ns=2049),
    "above": histogram([5], [1], above_range=2, sum_ns=5, min_ns=5,
                       max_ns=3600000000001),
    "saturated": histogram([33420], [2**63], sum_ns=2**64 - 1,
                           min_ns=3599000000000, max_ns=3600000000000),
    "too_many": histogram([1, 2], [2**63, 2**63], sum_ns=2**64 - 1, min_ns=1,
                          max_ns=2),
    "no_such_bucket": histogram([33421], [1], sum_ns=1, min_ns=1, max_ns=1),
    "descending": histogram([2, 1], [1, 1], sum_ns=3, min_ns=1, max_ns=2),
}


def bytes_frame(number, reply_bytes, crc32c, payload):
    return struct.pack("<QII", number, reply_bytes, crc32c) + payload


BYTES_FRAMES = {
    "empty": b"", "short": b"\0" * 15, "no_payload": bytes_frame(0, 0, 0, b""),
    "payload": bytes_frame(7, 100, 0, b"x" * 40),
    "crc": bytes_frame(2**64 - 1, 2**31 | 5, 0xe3069283, b"123456789"),
}
# Two bytes a step (group_fuzz.cc): what happens, to whom.
GROUPS = {
    "alone": bytes([0, 8, 2, 0, 3 + 9, 0, 3, 0, 5, 0]),
    "two": bytes([0, 16, 0, 17, 1, 0, 0, 16, 2, 0, 12, 0, 2, 1, 12, 1]),
    "merge": bytes([0, 16, 0, 16, 2, 0, 12, 0, 2, 1, 12, 1, 4 + 18, 0, 12, 0,
                    5, 1]),
    "time_out": bytes([0, 16, 6, 1, 6, 2, 0, 16]),
    "silent": bytes([0, 16, 0, 16, 2, 0, 12, 0, 6, 30, 6, 30]),
    "large": bytes([0, 8, 2, 0] + [247, 0] * 10),
    "stop": bytes([0, 16, 8, 0, 0, 16]),
}


def result(**changes):
    """A small sound result."""
    made = {
        "schema_version": 2, "status": {"code": "OK"},
        "conditions": {"server": "h:1", "transport": "grpc", "threads": 1,
                       "window": 2, "ios": "3", "bytes": "64"},
        "started_unix_ns": "1700000000000000000", "run_time_ns": "3000",
        "counts": {"sent": "3", "answered": "3", "bytes_sent": "192"},
        "latency": {"bucket": [1000], "count": ["3"], "sum_ns": "3000",
                    "min_ns": "1000", "max_ns": "1000"},
    }
    made.update(changes)
    return json.dumps(made, separators=(",", ":"))


FAILED = {"code": "UNAVAILABLE", "message": "gone"}
LATER = "1700000000000000500"
MERGES = {
    "one": result(),
    "two": result() + "\n" + result(started_unix_ns=LATER),
    "missing": result() + "\n",
    "failed": result() + "\n" + result(started_unix_ns=LATER, status=FAILED),
    "same": result() + "\n" + result(),
    "not_together": result() + "\n" + result(started_unix_ns="1"),
    "no_histogram": result(latency={"bucket": [1]}),
}
RESULTS = {
    "small": result(), "failed": result(status=FAILED), "empty": "{}",
    "other_version": result(schema_version=9, flux=1),
    "version_1": result(schema_version=1, warnings=["w"]),
    "warned": result(warnings=[{"kind": "FEW_MESSAGES", "end": "CLIENT",
                                "text": "w"}]),
    "unknown": result(flux=1), "cut": result()[:100], "no_json": "[",
}
RUN = '{"target":"tcp","point":{"threads":1},"result":' + result() + "}"
JOURNALS = {
    "comparison": '{"schema_version":2,"status":"OK"}\n---\n',
    "version_1": '{"schema_version":1,"status":"OK","warnings":["w"]}\n---\n',
    "runs": "{}\n---\n" + RUN + "\n" + RUN + "\n",
    "cut": "{}\n---\n" + RUN + "\n" + RUN[:50],
    "broken": "{}\n---\n" + RUN[:50] + "\n" + RUN,
    "other_version": '{"schema_version":9,"flux":1}',
}
SCENARIOS = {
    "least": '{"targets":[{"name":"a"}]}',
    "sweep": '{"targets":[{"transport":"tcp"},{"transport":"grpc"}],'
             '"threads":[1,2],"window":[1,32],"bytes":["0","4096"],'
             '"repeats":3,"client_think_us":[0,5]}',
    "count": '{"targets":[{"name":"a","codec":"bytes","busy_poll":true}],'
             '"ios":"1000","warmup":"10"}',
    "elsewhere": '{"targets":[{"name":"a","address":"tcp://h:1",'
                 '"control":"h:2"}],"duration":"3s","warmup":"500ms"}',
    "pinned": '{"targets":[{"name":"a"}],"client_cpus":"0",'
              '"server_cpus":"none"}',
    "ceph": '{"targets":[{"name":"c","transport":"ceph_perf_msgr"}],"ios":"1000"}',
    "unknown": '{"targets":[{"nam":"a"}]}',
    "twice": '{"targets":[{"name":"a"},{"name":"a"}]}',
    "no_json": "{", "null": "null",
}


def write(folder, seeds):
    (CORPUS / folder).mkdir(parents=True, exist_ok=True)
    for name, seed in seeds.items():
        data = seed if isinstance(seed, bytes) else seed.encode()
        (CORPUS / folder / name).write_bytes(data)


def main():
    write("endpoint", ENDPOINTS)
    write("cpu_list", CPU_LISTS)
    write("cgroup", CGROUPS)
    write("histogram", HISTOGRAMS)
    for cut in (0, 255):
        write("bytes_frame", {f"{name}_by_{cut + 1}": bytes([cut]) + seed
                              for name, seed in BYTES_FRAMES.items()})
    write("group", GROUPS)
    write("merge", MERGES)
    write("result", RESULTS)
    write("journal", JOURNALS)
    write("scenario", SCENARIOS)


if __name__ == "__main__":
    main()
