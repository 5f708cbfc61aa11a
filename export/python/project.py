"""What the scripts beside it share: restore a picture, compare an engine with the test vectors, or time it."""
import argparse
import contextlib
import os
import statistics
import sys
import time

import numpy

import onnx_file
import vectors

TOLERANCE = 1e-4
MODELS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "models")


def main(load, name, model, resizes=False):
    """load(path, threads) gives f, which takes and returns float32 [N, C, H, W]; model is that for pictures; resizes: f takes any size."""
    script = os.path.basename(sys.argv[0])
    usage = f"{script} IN OUT.png [--model MODEL]\n       {script} MODEL [REFERENCE] [--time]"
    parser = argparse.ArgumentParser(usage=usage, add_help=False, allow_abbrev=False)
    parser.error = lambda message: parser.exit(2, f"usage: {usage}\n")
    parser.add_argument("first")
    parser.add_argument("second", nargs="?")
    parser.add_argument("--model")
    parser.add_argument("--time", action="store_true")
    asked = parser.parse_args()
    pictures = asked.second is not None and not asked.second.endswith(".safetensors")
    if asked.time if pictures else asked.model:
        parser.error("")
    try:
        if pictures:
            return picture(load, asked.first, asked.second, asked.model or os.path.join(MODELS, model), resizes)
        with naming(asked.first, "used"):
            expected = vectors.read(asked.second or beside(asked.first))
            return measure(load(asked.first, 1), expected["input"], name) if asked.time else compare(load(asked.first, None), expected)
    except Exception as error:  # Whatever an engine throws: one line.
        print(f"{script}: {' '.join(str(error).split())}", file=sys.stderr)
        return 3


@contextlib.contextmanager
def naming(path, use):
    """Says which file an error is about."""
    try:
        yield
    except Exception as error:
        raise ValueError(f"'{path}' cannot be {use}: {error}") from error


def picture(load, source, target, model, resizes):
    import photo  # wants Pillow, which test vectors do not
    with naming(target, "written"):
        if not target.endswith(".png"):
            raise ValueError("the result is a PNG; give it a name that ends in .png.")
    with naming(source, "read"):
        pixels = photo.read(source)
    with naming(model, "used"):
        with open(model, "rb") as file:
            card = onnx_file.read_card(file.read())
        f = load(model, None)
    restored = photo.restore(pixels, card, f, resizes)
    with naming(target, "written"):
        photo.write(restored, target)
    return 0


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
