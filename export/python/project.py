"""What the scripts beside it share: compare an engine with the test vectors, or time it."""
import os
import statistics
import sys
import time

import numpy

import vectors

TOLERANCE = 1e-4


def main(load, name):
    """MODEL [REFERENCE] compares, with --time it times; load(path, threads) gives f, which takes and returns float32 [N, C, H, W]."""
    arguments = [argument for argument in sys.argv[1:] if argument != "--time"]
    script = os.path.basename(sys.argv[0])
    if len(arguments) not in (1, 2) or arguments[0].startswith("-"):
        print(f"usage: {script} MODEL [REFERENCE] [--time]", file=sys.stderr)
        return 2
    try:
        expected = vectors.read(arguments[1] if len(arguments) == 2 else beside(arguments[0]))
        if "--time" in sys.argv:
            return measure(load(arguments[0], 1), expected["input"], name)
        return compare(load(arguments[0], None), expected)
    except Exception as error:  # Whatever an engine throws: one line, and which file.
        print(f"{script}: '{arguments[0]}' cannot be used: {' '.join(str(error).split())}", file=sys.stderr)
        return 3


def beside(model):
    """export/models/NAME.onnx has its vectors in export/reference/NAME.safetensors."""
    name = os.path.splitext(os.path.basename(model))[0]
    return os.path.join(os.path.dirname(model), "..", "reference", name + ".safetensors")


def compare(f, expected):
    y = expected["input"]
    fy = f(y)
    ffy = f(fy)
    for i, (displacement, residual) in enumerate(zip(distances(y, fy), distances(fy, ffy))):
        print(f"image {i}: displacement {displacement:.4f}, residual {residual:.4f}")
    difference = max(abs(fy - expected["output"]).max(), abs(ffy - expected["twice"]).max())
    print(f"max_difference {difference:.2e}")
    return 0 if difference <= TOLERANCE else 1  # NaN is not <= either.


def measure(f, images, name, rounds=101, warm_up=10):
    """Median milliseconds of a call; the sizes take turns, so that a busy moment of the machine hits both."""
    batches = {n: numpy.resize(images, (n, *images.shape[1:])) for n in (1, 16)}
    times = {n: [] for n in batches}
    for turn in range(-warm_up, rounds):
        for n, batch in batches.items():
            start = time.perf_counter()
            f(batch)
            if turn >= 0:
                times[n].append(1000 * (time.perf_counter() - start))
    for n in batches:
        print(f"{name}.latency_ms.{n} {statistics.median(times[n]):.3f}")
    return 0


def distances(a, b):
    """Euclidean distance of each pair of images."""
    return numpy.sqrt(((a.astype(float) - b) ** 2).sum(axis=(1, 2, 3)))
