# SPDX-License-Identifier: MIT
"""corpus.py DIR: seeds for TARGET in DIR/TARGET.corpus; those for image_fuzz are made of the files in FIRMWARE_DIR.

Megabytes of code teach a fuzzer nothing: each section keeps its first bytes, and headers and check sums are
adjusted, so that the small file is as valid as the large one.
"""
import os
import struct
import sys
import zlib

KEEP = 64
FILES = {"gsp": "gb202/gsp/gsp-570.144.bin", "fmc": "gb202/gsp/fmc-570.144.bin",
         "bootloader": "gb202/gsp/bootloader-570.144.bin"}
# e_shoff, e_shentsize (two more follow), then the fields of a section header
ELF = {1: (32, 46, "<IIIIIIIIII", "<I"), 2: (40, 58, "<IIQQQQIIQQ", "<Q")}


def small_elf(data):
    shoff_at, shentsize_at, fmt, word = ELF[data[4]]
    shoff = struct.unpack_from(word, data, shoff_at)[0]
    entsize, count, strings = struct.unpack_from("<HHH", data, shentsize_at)
    body = bytearray(data[:64])
    headers = []
    for i in range(count):
        name, kind, flags, addr, off, size, link, info, align, ent = struct.unpack_from(fmt, data, shoff + i * entsize)
        content = b"" if kind in (0, 8) else data[off:off + size]
        if i != strings:
            content = content[:KEEP]
            if info and zlib.crc32(data[off:off + size]) == info:
                info = zlib.crc32(content)
        headers.append(struct.pack(fmt, name, kind, flags, addr, len(body), len(content), link, info, align, ent))
        body += content
    struct.pack_into(word, body, shoff_at, len(body))
    struct.pack_into("<H", body, shentsize_at, struct.calcsize(fmt))
    return bytes(body) + b"".join(headers)


def small_bootloader(data):
    magic, version, _, header, _, _ = struct.unpack_from("<6I", data)
    desc = list(struct.unpack_from("<21I", data, header))
    # Manifest, data and code: offset and size each.
    desc[8:14] = 0, 16, 16, 16, 32, KEEP - 32
    return struct.pack("<27I", magic, version, 108 + KEEP, 24, 108, KEEP, *desc) + data[-KEEP:]


def rpc(length, room):
    """An RPC that is sent in up to three elements and received in a buffer of so many bytes, by queue_fuzz's numbers."""
    return bytes([2]) + length.to_bytes(3, "little") + bytes([3, 3, 3, 5]) + room.to_bytes(3, "little")


def command(kind, payload):
    """A command of a submission to agx, by <drm/asahi_drm.h>, behind which nothing waits for anything."""
    return struct.pack("<4H", kind, len(payload), 0xffff, 0xffff) + payload


def render(width, height, layers, utile, samples, sample_size):
    """A struct drm_asahi_cmd_render, by what its tiles depend on."""
    return command(0, bytes(148) + struct.pack("<4H4B", width, height, layers, 0, *utile, samples, sample_size) + bytes(80))


def main():
    files = {}
    for name, path in FILES.items():
        with open(f"{os.environ['FIRMWARE_DIR']}/nvidia/{path}", "rb") as file:
            files[name] = file.read()
    seeds = {
        "agx": [b"\1" + command(4, bytes(24)) + command(1, bytes(64)) * 2,
                b"\1" + render(1920, 1080, 1, (32, 32), 1, 4) + render(64, 64, 6, (16, 16), 4, 8) + command(1, bytes(64)),
                b"\1" + command(5, struct.pack("<IIQQQ", 1 << 1, 1, 0, 1 << 16, 1 << 20)),
                b"\0" + bytes([1, 56, 1, 56, 5, 5, 5, 1, 20]), b"\0" + bytes([1, 56, 0, 2, 5, 0, 0, 0, 1, 1, 0, 29, 5])],
        "image": [small_elf(files["gsp"]), small_elf(files["fmc"]), small_bootloader(files["bootloader"])],
        "queue": [bytes([16]) + rpc(70000, 70000) + rpc(100, 99) + rpc(0, 0), bytes([1]) + rpc(70000, 65500),
                  bytes([3]) + rpc(65456, 65456) * 2],
        "radix3": [struct.pack("<9Q", size, 513, 0x1000, 0x2000, 0x3000, 0x4000, 0, 0x5001, 1 << 50)
                   for size in (len(files["gsp"]), 1 << 30)],
    }
    for target, inputs in seeds.items():
        for i, seed in enumerate(inputs):
            with open(f"{sys.argv[1]}/{target}_fuzz.corpus/seed-{i}", "wb") as file:
                file.write(seed)


if __name__ == "__main__":
    main()
