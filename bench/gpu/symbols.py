"""Does this libtorch have what libLibTorchSharp.so asks for? Usage: symbols.py libLibTorchSharp.so LIBTORCH_FOLDER

PyTorch promises no binary interface between versions. Missing symbols show here; structures of another layout do not, which is why losses
are compared afterwards. Needs no tool beside Python. Exit code 1: a symbol or a version of libstdc++ is missing.
"""
import ctypes
import importlib.util
import os
import re
import struct
import sys

TORCH = ["libc10.so", "libtorch_cpu.so", "libc10_cuda.so", "libtorch_cuda.so", "libtorch.so"]
SYSTEM = ["libstdc++.so.6", "libm.so.6", "libgcc_s.so.1", "libc.so.6"]
# The only symbol behind GLIBCXX_3.4.32. It is never called, and the packed library no longer insists on that version.
NOT_CALLED = {"_ZSt21ios_base_library_initv"}
DYNAMIC_SYMBOLS, VERSION_NEEDS = 11, 0x6FFFFFFE  # types of sections


def text(elf, offset):
    return elf[offset:elf.index(b"\0", offset)].decode()


def sections(elf):
    """(type, offset, size, offset of the strings) of each section."""
    table, size, count = struct.unpack_from("<Q", elf, 0x28)[0], *struct.unpack_from("<HH", elf, 0x3A)
    rows = [struct.unpack_from("<IIQQQQIIQQ", elf, table + i * size) for i in range(count)]
    return [(r[1], r[4], r[5], rows[r[6]][4] if r[6] < count else 0) for r in rows]


def undefined(elf):
    """Names that must be found elsewhere; weak ones need not."""
    for kind, offset, size, strings in sections(elf):
        if kind == DYNAMIC_SYMBOLS:
            for at in range(offset, offset + size, 24):
                name, info, _, section = struct.unpack_from("<IBBH", elf, at)
                if name and section == 0 and info >> 4 == 1:
                    yield text(elf, strings + name)


def versions(elf):
    """Versions of other libraries' symbols that the loader will insist on."""
    for kind, need, _, strings in sections(elf):
        while kind == VERSION_NEEDS:
            _, count, _, first, following = struct.unpack_from("<HHIII", elf, need)
            entry = need + first
            for _ in range(count):
                _, _, _, name, step = struct.unpack_from("<IHHII", elf, entry)
                yield text(elf, strings + name)
                entry += step
            if following == 0:
                break
            need += following


def main():
    library, folder = sys.argv[1:3]
    found = importlib.util.find_spec("torch")
    if found and os.path.samefile(os.path.join(os.path.dirname(found.origin), "lib"), folder):
        import torch  # its start loads the libraries of CUDA that the others need
        print("PyTorch", torch.__version__)
    else:
        print("not the libtorch of this Python's PyTorch")
    elf = open(library, "rb").read()

    ctypes.CDLL("libstdc++.so.6", mode=ctypes.RTLD_GLOBAL)
    path = next(line.split()[-1] for line in open("/proc/self/maps", encoding="utf-8") if "libstdc++.so.6" in line)
    have = set(re.findall(rb"GLIBCXX_[0-9.]+", open(path, "rb").read()))
    lacking = [v for v in versions(elf) if v.startswith("GLIBCXX") and v.encode() not in have]
    print(f"{path}: {'has all versions that are asked for' if not lacking else 'lacks ' + ', '.join(lacking)}")

    loaded = [ctypes.CDLL(os.path.join(folder, n), mode=ctypes.RTLD_GLOBAL) for n in TORCH if os.path.exists(os.path.join(folder, n))]
    loaded += [ctypes.CDLL(n, mode=ctypes.RTLD_GLOBAL) for n in SYSTEM]
    needed = sorted(set(undefined(elf)) - NOT_CALLED)
    missing = [name for name in needed if not any(hasattr(one, name) for one in loaded)]
    print(f"{len(needed)} symbols needed, {len(missing)} missing")
    for name in missing:
        print("missing:", name)
    try:
        ctypes.CDLL(library)
        print("it loads")
    except OSError as error:
        print("it does NOT load:", error)
        return 1
    return 1 if missing or lacking else 0


if __name__ == "__main__":
    sys.exit(main())
