#!/usr/bin/env python3
"""Measures the ratios that grpc_perf_msgr promises, in one interleaved run.

Server pinned to one CPU, client to another; within a round every variant runs
once, so that slow drifts of the machine meet all alike. Prints the median of
each variant over the rounds, and the median of the ratios taken within rounds.

  test/bench/ratios.py [--rounds 5] [--milliseconds 3000] [--only NAME ...]
      [--build build/release] [--system_allocator_build build/release-system]

The second build, for the comparison of allocators, is made by
  cmake --preset release-system && cmake --build --preset release-system
and left out of the comparison when it is not there. --beside BUILD measures each
variant with that build, too, one right after the other (the order changes from
round to round), and prints the ratios of this build to that one instead.
"""

import argparse
import copy
import pathlib
import statistics
import sys

from variants import BARE, Variant, measure

MIB = 1 << 20

# What is printed: label, the two variants, the figure, what is promised.
RATIOS = (
    ("drain / message, msg/s", "drain", "message", "msg_s", ">= 1.8"),
    ("drain / message, CPU", "drain", "message", "cpu", "<= 0.55"),
    ("drain / message at 1x1, msg/s", "drain 1x1", "message 1x1", "msg_s",
     ">= 1, within the noise"),
    ("tcmalloc / system at 1 MiB, msg/s", "1 MiB", "1 MiB system", "msg_s",
     ">= 1.8"),
    ("window 1024 / 32, CPU", "window 1024", "drain", "cpu", "<= 1.25"),
    ("64 threads / 1, CPU", "64 threads", "drain", "cpu", "<= 1.6"),
    ("tcp / bare loop, msg/s", "tcp", "bare", "msg_s", ">= 0.9"),
    ("tcp / bare loop, 4 threads, msg/s", "tcp 4", "bare 4", "msg_s",
     ">= 0.9"),
    ("gRPC / tcp, msg/s", "drain", "tcp", "msg_s", ">= 0.65"),
    ("gRPC bytes / protobuf, 1 MiB, msg/s", "1 MiB bytes", "1 MiB", "msg_s",
     ">= 1"),
    ("gRPC / tcp at 1x1, p50", "drain 1x1", "tcp 1x1", "p50_us", "<= 1.15"),
    ("gRPC busy / sleeping at 1x1, p50", "busy 1x1", "drain 1x1", "p50_us",
     "<= 0.6"),
    ("tcp busy / sleeping at 1x1, p50", "tcp busy 1x1", "tcp 1x1", "p50_us",
     "<= 0.4"),
)


def all_variants(build, system):
    variants = [
        Variant("drain", build, (1, 32, 4096)),
        Variant("message", build, (1, 32, 4096), flush="message"),
        Variant("tcp", build, (1, 32, 4096), "tcp", codec="bytes"),
        Variant("tcp 64 B", build, (1, 32, 64), "tcp", codec="bytes"),
        Variant("bare", build, (1, 32, 4096), BARE),
        Variant("tcp 4", build, (4, 32, 4096), "tcp", codec="bytes"),
        Variant("bare 4", build, (4, 32, 4096), BARE),
        Variant("drain 1x1", build, (1, 1, 4096)),
        Variant("message 1x1", build, (1, 1, 4096), flush="message"),
        Variant("tcp 1x1", build, (1, 1, 4096), "tcp", codec="bytes"),
        Variant("busy 1x1", build, (1, 1, 4096), busy_poll=True),
        Variant("tcp busy 1x1", build, (1, 1, 4096), "tcp", codec="bytes",
                busy_poll=True),
        Variant("1 MiB", build, (1, 8, MIB)),
        Variant("1 MiB bytes", build, (1, 8, MIB), codec="bytes"),
        Variant("window 1024", build, (1, 1024, 4096)),
        Variant("64 threads", build, (64, 32, 4096)),
        Variant("1000 threads", build, (1000, 2, 4096), ios=100),
    ]
    if (system / "grpc_perf_msgr_client").exists():
        variants.append(Variant("1 MiB system", system, (1, 8, MIB)))
    return variants


def ratio(a, b, figure):
    """Median of a/b, paired by round, with the least and the greatest."""
    ratios = [x[figure] / y[figure] for x, y in zip(a.runs, b.runs)]
    return (f"{statistics.median(ratios):.3f} "
            f"({min(ratios):.3f}..{max(ratios):.3f})")


def print_variants(variants):
    print(f"{'variant':14} {'point':>13} {'flush':>8} {'msg/s':>9} "
          f"{'CPU us/msg':>11} {'client':>7} {'server':>7} {'p50 us':>9} "
          f"{'p99 us':>9}")
    for v in variants:
        median = {key: statistics.median(run[key] for run in v.runs)
                  for key in v.runs[0]}
        print(f"{v.name:14} {v.point:>13} {v.flush:>8} {median['msg_s']:9,.0f} "
              f"{median['cpu']:11.2f} {median['client_cpu']:7.2f} "
              f"{median['server_cpu']:7.2f} {median['p50_us']:9,.1f} "
              f"{median['p99_us']:9,.1f}")


def print_ratios(variants):
    by_name = {v.name: v for v in variants}
    for label, a, b, figure, promise in RATIOS:
        if a in by_name and b in by_name:
            print(f"{label:36} {ratio(by_name[a], by_name[b], figure):24} "
                  f"promised {promise}")


def with_twins(variants, build):
    """Each variant followed by the same with the programs of `build`."""
    both = []
    for variant in variants:
        twin = copy.copy(variant)
        twin.build, twin.name, twin.runs = build, variant.name + "'", []
        both += [variant, twin]
    return both


def print_beside(variants):
    """`variants` as with_twins made them."""
    print("this build / the other (')")
    for variant, twin in zip(variants[::2], variants[1::2]):
        for figure in ("msg_s", "client_cpu", "server_cpu", "p50_us"):
            print(f"{variant.name + ', ' + figure:36} "
                  f"{ratio(variant, twin, figure)}")


def in_order(variants, round_number, paired):
    """Who of a pair comes first changes from round to round."""
    if not paired or round_number % 2 == 0:
        return variants
    return [v for pair in zip(variants[1::2], variants[::2]) for v in pair]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    top = pathlib.Path(__file__).resolve().parents[2]
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--milliseconds", type=int, default=3000,
                        help="that each run measures")
    parser.add_argument("--only", nargs="*", help="variants to run")
    parser.add_argument("--build", type=pathlib.Path,
                        default=top / "build/release")
    parser.add_argument("--system_allocator_build", type=pathlib.Path,
                        default=top / "build/release-system")
    parser.add_argument("--beside", type=pathlib.Path, metavar="BUILD",
                        help="another build of the programs")
    parser.add_argument("--cpus", default="0,1", help="of server, client")
    options = parser.parse_args()
    cpus = options.cpus.split(",")

    variants = all_variants(options.build, options.system_allocator_build)
    if options.only:
        names = [v.name for v in variants]
        unknown = [name for name in options.only if name not in names]
        if unknown:
            parser.error(f"no variant {unknown[0]!r}; there are: "
                         + ", ".join(names))
        variants = [v for v in variants if v.name in options.only]
    if options.beside:
        variants = with_twins(variants, options.beside)
    for done in range(options.rounds):
        for variant in in_order(variants, done, options.beside):
            variant.runs.append(measure(variant, options.milliseconds, cpus))
            print(f"round {done + 1}/{options.rounds}: {variant.name:16}",
                  end="\r", file=sys.stderr)
    print(" " * 60, end="\r", file=sys.stderr)
    print_variants(variants)
    print()
    if options.beside:
        print_beside(variants)
    else:
        print_ratios(variants)


if __name__ == "__main__":
    main()
