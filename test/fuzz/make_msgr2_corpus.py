#!/usr/bin/env python3
"""Writes the seeds of msgr2_fuzz: corpus/msgr2/, beside this file.

They are what the real programs sent (test/common/msgr2/captures), whole and altered.
"""

import pathlib
import struct

HERE = pathlib.Path(__file__).parent
FOLDER = HERE / "corpus" / "msgr2"
CAPTURES = HERE.parent / "common" / "msgr2" / "captures"
SERVER_SIDE = 0x80
PREAMBLE = 32


def units(name):
    """The banner and the frames of a capture, with their names."""
    found, comment = [], ""
    for line in (CAPTURES / f"{name}.hex").read_text().splitlines():
        if line.startswith("#"):
            comment = line[2:]
        else:
            found.append((comment, bytes.fromhex(line)))
    return found


def crc(seed, data):
    for byte in data:
        seed ^= byte
        for _ in range(8):
            seed = seed >> 1 ^ (0x82F63B78 if seed & 1 else 0)
    return seed


def segment_crc(data):
    return struct.pack("<I", crc(0xFFFFFFFF, data))


def frame(tag, *segments, count=None, flags=0, status=0x0E):
    lengths = b"".join(struct.pack("<IH", len(s), 8) for s in segments)
    preamble = bytes([tag, len(segments) if count is None else count])
    preamble += lengths.ljust(24, b"\0") + bytes([flags, 0])
    out = preamble + struct.pack("<I", crc(0, preamble)) + segments[0]
    if segments[0]:
        out += segment_crc(segments[0])
    if len(segments) > 1:
        crcs = b"".join(segment_crc(s) for s in segments[1:]).ljust(12, b"\0")
        out += b"".join(segments[1:]) + bytes([status]) + crcs
    return out


def session(name):
    """One side as it is without compression, which is not negotiated here."""
    banner, *frames = units(name)
    kept = [data for unit, data in frames if not unit.startswith("COMPRESSION")]
    return [banner[1], *kept]


def number(value, size=8):
    return value.to_bytes(size, "little")


def seeds_of_server():
    client = session("four_ops_client")
    handshake = b"".join(client[:5])
    op = client[5]
    header, front = op[32:73], op[77:297]
    secure = number(1, 4) + number(1, 4) + number(2, 4) + number(0, 4)
    old = bytearray(client[4][PREAMBLE:-4])
    old[91:99] = number(0)
    return {
        "ops": b"".join(client),
        "two_in_flight": b"".join(session("two_in_flight_client")),
        "with_compression": b"".join(d for _, d in units("four_ops_client")),
        "op_without_data": handshake + frame(17, header, front),
        "op_given_up": handshake + frame(17, header, front, status=1) + op,
        "op_of_another_type": handshake + frame(17, header[:16] + b"\1" + header[17:], front),
        "keepalive": handshake + frame(18, b"12345678") + frame(20, number(1)) + op,
        "mode_secure": client[0] + client[1] + frame(2, secure),
        "reconnect": b"".join(client[:4]) + frame(11, b"session") + client[4],
        "without_features": b"".join(client[:4]) + frame(8, bytes(old)),
        "wrong_crc": handshake + op[:-1] + b"\0",
        "banner_of_v1": b"ceph v027",
        "frame_of_no_segment": client[0] + frame(1, b"x", count=0),
        "frame_compressed": client[0] + frame(1, b"x", flags=1),
        "frame_far_over_the_limit": client[0] + long_preamble(),
    }


def long_preamble():
    preamble = bytes([17, 4]) + struct.pack("<IH", 2**32 - 1, 8) * 4 + b"\0\0"
    return preamble + struct.pack("<I", crc(0, preamble))


def seeds_of_client():
    server = session("four_ops_server")
    handshake = b"".join(server[:5])
    reply = server[5]
    bad_method = number(1, 4) + struct.pack("<i", -95) + number(1, 4) + \
        number(1, 4) + number(2, 4) + number(1, 4) + number(2, 4)
    return {
        "replies": b"".join(server),
        "two_in_flight": b"".join(session("two_in_flight_server")),
        "with_compression": b"".join(d for _, d in units("four_ops_server")),
        "reply_given_up": handshake + frame(17, reply[32:73], reply[77:179], status=1) + reply,
        "keepalive": handshake + frame(18, b"12345678") + frame(19, b"12345678") + reply,
        "bad_method": server[0] + server[1] + frame(3, bad_method),
        "cephx": server[0] + server[1] + frame(4, b"more"),
        "missing_features": b"".join(server[:4]) + frame(10, number(1)),
        "reset": b"".join(server[:4]) + frame(12, b"\1"),
        "wait": b"".join(server[:4]) + frame(16, b""),
        "http2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    }


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    sides = {"server": (SERVER_SIDE, seeds_of_server()), "client": (0, seeds_of_client())}
    for side, (bit, seeds) in sides.items():
        for name, seed in seeds.items():
            for cut in (0, 0x7F):
                path = FOLDER / f"{side}_{name}_by_{cut_bytes(cut)}"
                path.write_bytes(bytes([bit | cut]) + seed)


def cut_bytes(cut):
    """As the target takes the low bits of its first byte."""
    return cut * 8 + 1


if __name__ == "__main__":
    main()
