"""Draws build/icon.png, the icon of the packages: points fall onto a curve, and those on it stay. Usage: python3 build/make-icon.py"""
import math
import pathlib
import struct
import zlib

SIZE, FINE = 128, 4  # pixels; samples per pixel and axis
PAPER, CURVE, POINT, PATH = (38, 50, 86), (255, 255, 255), (255, 176, 59), (140, 158, 210)
POINTS = [(30, 36), (44, 102), (66, 28), (86, 98), (102, 30)]


def curve(x):
    return 66 + 10 * math.sin(x / 128 * 2 * math.pi)


def segment(x, y, a, b):
    t = max(0, min(1, ((x - a[0]) * (b[0] - a[0]) + (y - a[1]) * (b[1] - a[1])) / ((b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2)))
    return math.hypot(x - a[0] - t * (b[0] - a[0]), y - a[1] - t * (b[1] - a[1]))


FEET = [min(((t / 4, curve(t / 4)) for t in range(512)), key=lambda q: math.hypot(q[0] - px, q[1] - py)) for px, py in POINTS]


def color(x, y):
    corner = max(0, abs(x - 64) - 44), max(0, abs(y - 64) - 44)
    if math.hypot(*corner) > 20:
        return (0, 0, 0, 0)
    for (px, py), foot in zip(POINTS, FEET):
        if math.hypot(x - foot[0], y - foot[1]) < 5.5 or math.hypot(x - px, y - py) < 7.5:
            return (*POINT, 255)
        if segment(x, y, (px, py), foot) < 1.8:
            return (*PATH, 255)
    slope = math.hypot(1, 10 * 2 * math.pi / 128 * math.cos(x / 128 * 2 * math.pi))
    return (*(CURVE if abs(y - curve(x)) / slope < 3 and 10 < x < 118 else PAPER), 255)


def pixel(column, row):
    samples = [color(column + (i + 0.5) / FINE, row + (j + 0.5) / FINE) for i in range(FINE) for j in range(FINE)]
    alpha = sum(s[3] for s in samples)
    mixed = [round(sum(s[c] * s[3] for s in samples) / alpha) if alpha else 0 for c in range(3)]
    return bytes([*mixed, round(alpha / len(samples))])


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


rows = b"".join(b"\0" + b"".join(pixel(x, y) for x in range(SIZE)) for y in range(SIZE))
header = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 6, 0, 0, 0)
png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
(pathlib.Path(__file__).parent / "icon.png").write_bytes(png)
