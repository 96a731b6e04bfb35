#!/usr/bin/env python3
"""Writes the seeds of frame_fuzz: corpus/frame/, beside this file."""

import pathlib
import struct

FOLDER = pathlib.Path(__file__).parent / "corpus" / "frame"
ERROR_ID = 2**64 - 1


def hello(payload_bytes=0, flags=0, reserved=0):
    return b"GPMTCP1\n" + struct.pack("<IIQ", payload_bytes, flags, reserved)


def frame(number, payload=b"", length=None, crc32c=0):
    size = len(payload) if length is None else length
    return struct.pack("<IIQ", size, crc32c, number) + payload


def error(code, message):
    return frame(ERROR_ID, struct.pack("<I", code) + message)


# What follows the first byte, which says how many bytes (and one) come at once.
SEEDS = {
    "hello": hello(4096, 3),
    "hello_of_another_version": hello(0, 4) + frame(1),
    "hello_reserved": hello(0, 0, 1),
    "http2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "frames": hello() + frame(0) + frame(1, b"x" * 100) + frame(2, b"123456789",
                                                              crc32c=0xe3069283),
    "frame_at_the_limit": hello() + frame(1, b"y" * 1000),
    "frame_over_the_limit": hello() + frame(1, b"", length=1001),
    "frame_far_over_the_limit": hello() + frame(1, b"", length=2**32 - 1),
    "frame_cut": hello() + frame(1, b"z" * 50)[:40],
    "error": hello() + error(8, b"the server is full"),
    "error_of_no_code": hello() + error(0, b"") + frame(ERROR_ID, b"ab"),
    "error_over_the_limit": hello() + frame(ERROR_ID, b"", length=4101),
    "error_at_the_limit": hello() + error(2, b"m" * 4096),
}


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, seed in SEEDS.items():
        for cut in (0, 255):
            (FOLDER / f"{name}_by_{cut + 1}").write_bytes(bytes([cut]) + seed)


if __name__ == "__main__":
    main()
