"""Reads the test vectors of ../reference: float32 tensors in the safetensors format."""
import json
import struct

import numpy


def read(path):
    """Returns a dictionary from the name of each tensor to its array."""
    with open(path, "rb") as file:
        content = file.read()
    length = struct.unpack("<Q", content[:8])[0] if len(content) >= 8 else len(content)
    if length > len(content) - 8:
        raise ValueError(f"{path} is no safetensors file, or cut short.")
    header, values = json.loads(content[8:8 + length]), content[8 + length:]
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        if entry["dtype"] != "F32" or end > len(values):
            raise ValueError(f"{path}: {name} is no float32 tensor, or cut short.")
        tensors[name] = numpy.frombuffer(values[start:end], "<f4").reshape(entry["shape"])
    return tensors
