#!/usr/bin/python3 -B
"""Stands in for Ceph's ceph_perf_msgr programs, or for what starts them.

    fake_ceph.py ROLE BEHAVIOUR ARGUMENTS...

ROLE is client or server. A client prints what the real one prints; BEHAVIOUR is
well, hang, hang-once:FILE (only while FILE is not there), hang-after-trial
(only with 2,000 messages or more), garbage, exit:N, or tell:FILE (which CPUs it may use,
and its timer slack). A server listens and
greets; well, or silent: it ends without listening.
"""
import os
import signal
import socket
import sys

ECHO = """ using ms-public-type async+posix
       server ip:port %s
       numjobs %s
       concurrency %s
       ios %s
       thinktime(us) %s
       message data bytes %s
"""


def hang():
    # In a child, as a shell script would: it must be killed, too.
    if os.fork() == 0:
        while True:
            signal.pause()
    while True:
        signal.pause()


def client(behaviour, arguments):
    print(ECHO % tuple(arguments), end="", flush=True)
    server, ios = arguments[0], int(arguments[3])
    host, port = server.removeprefix("v2:").rsplit(":", 1)
    with socket.create_connection((host, int(port)), timeout=60) as connection:
        assert connection.recv(8) == b"ceph v2\n"
    what, _, value = behaviour.partition(":")
    if what == "hang":
        hang()
    if what == "hang-once" and not os.path.exists(value):
        open(value, "w").close()
        hang()
    if what == "hang-after-trial" and ios >= 2000:
        hang()
    if what == "garbage":
        print(" Total op many run time ages", flush=True)
        return 0
    if what == "exit":
        print("terminate called without an active exception", file=sys.stderr)
        return int(value)
    if what == "tell":
        with open("/proc/self/timerslack_ns") as slack, open(value, "w") as file:
            file.write(f"{sorted(os.sched_getaffinity(0))} {slack.read()}")
    # As if a message of any thread took 10 us.
    messages = ios * int(arguments[1])
    print(" Total op %d run time %dus." % (messages, messages * 10))
    return 0


def server(behaviour, arguments):
    if behaviour == "silent":
        print("unable to bind to " + arguments[0], file=sys.stderr)
        return 1
    host, port = arguments[0].removeprefix("v2:").rsplit(":", 1)
    with socket.create_server((host, int(port))) as listening:
        while True:
            connection, _ = listening.accept()
            with connection:
                connection.sendall(b"ceph v2\n")


if __name__ == "__main__":
    role, behaviour, *arguments = sys.argv[1:]
    if arguments == ["--version"]:
        print("ceph version 18.2.7 (6b0e988052ec) reef (stable)")
        sys.exit(0)
    sys.exit({"client": client, "server": server}[role](behaviour, arguments))
