"""Restores noisy camera-like JPEGs with 'ign restore' and compares the results with OpenCV's median and non-local means.

Ten photographs of a folder (sorted by name, evenly spaced) get noise as a sensor makes it: in linear light, of variance a*x + b with b = a / 50,
independent for each pixel and colour. The strength a is such that, clipped and rounded to 8 bits, the noise has a standard deviation of 15 sRGB levels for
every other photograph and of 30 for the rest. The images become JPEGs of quality 92 with chroma at half the resolution (4:2:0), so in the file the noise
is no longer independent. All PSNR and SSIM are against the clean photographs; the strength of non-local means is, for each photograph, the one with the best
PSNR. Prints a Markdown table, then lines of 'name value'. Runs on one thread. Needs numpy, OpenCV, Pillow and scikit-image.
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys

os.environ["OMP_NUM_THREADS"] = "1"

import cv2
import numpy as np
from PIL import Image
from skimage.metrics import structural_similarity

COUNT, SIGMAS, QUALITY = 10, (15, 30), 92
STRENGTHS = (3, 5, 7, 10, 15, 20, 30)
METHODS = ("noisy", "median", "nlm", "model")
TITLES = ("noisy JPEG", "median 3x3", "non-local means", "model")


def read(path):
    image = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if image is None:
        sys.exit(f"Cannot read {path}.")
    return image


def noisy(clean, sigma, random):
    """The clean image (8 bits) with sensor noise of this standard deviation, again as 8 bits, and the deviation that it really has."""
    srgb = clean / 255.0
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    noise = random.standard_normal(clean.shape) * np.sqrt(linear + 1 / 50)

    def apply(a):
        light = np.clip(linear + np.sqrt(a) * noise, 0, 1)
        levels = np.rint(255 * np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055))
        return levels.astype(np.uint8), (levels - clean).std()

    low, high = 1e-7, 10.0
    for _ in range(30):
        middle = np.sqrt(low * high)
        low, high = (middle, high) if apply(middle)[1] < sigma else (low, middle)
    return apply(high)


def measure(clean, image):
    if image.shape != clean.shape:
        sys.exit(f"A result of {image.shape} for a photograph of {clean.shape}.")
    error = np.mean((clean.astype(np.float64) - image) ** 2)
    return 10 * np.log10(255 ** 2 / max(error, 1e-9)), structural_similarity(clean, image, data_range=255, channel_axis=2)


def non_local_means(clean, image):
    """PSNR, SSIM and strength, at the strength with the best PSNR."""
    results = ((h, cv2.fastNlMeansDenoisingColored(image, None, h, h)) for h in STRENGTHS)
    h, best = max(results, key=lambda result: cv2.PSNR(clean, result[1]))
    return *measure(clean, best), h


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clean", type=pathlib.Path, required=True, help="folder of clean photographs")
    parser.add_argument("--ign", default="ign", help="the program")
    parser.add_argument("--model", required=True, help="model.onnx to restore with")
    parser.add_argument("--work", type=pathlib.Path, required=True, help="folder for camera-noisy and camera-restored, which are made anew")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    cv2.setNumThreads(1)
    paths = sorted(path for path in args.clean.iterdir() if path.suffix.lower() in (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".bmp"))
    if len(paths) < COUNT:
        sys.exit(f"{args.clean} has {len(paths)} photographs; {COUNT} are needed.")
    paths = [paths[i * (len(paths) - 1) // (COUNT - 1)] for i in range(COUNT)]

    damaged, restored = args.work / "camera-noisy", args.work / "camera-restored"
    for folder in (damaged, restored):
        shutil.rmtree(folder, ignore_errors=True)
    damaged.mkdir(parents=True)
    sigmas, names = [], [f"{i:02}-{path.stem}" for i, path in enumerate(paths)]
    for i, (path, name) in enumerate(zip(paths, names)):
        image, sigma = noisy(read(path), SIGMAS[i % 2], np.random.default_rng((args.seed, i)))
        Image.fromarray(image[..., ::-1]).save(damaged / f"{name}.jpg", quality=QUALITY, subsampling="4:2:0")
        sigmas.append(sigma)

    subprocess.run([args.ign, "restore", "--in", damaged, "--out", restored, "--format", "png", "--model", args.model, "--overwrite",
                    "--retry-failed", "--threads", "1", "--no-report"], check=True, stdout=sys.stderr)

    print("PSNR in dB / SSIM, against the clean photograph; σ: standard deviation of the noise before JPEG, in levels of 255.\n")
    print("| photograph | σ | " + " | ".join(TITLES) + " | h | wins |\n|---|" + "---:|" * (len(METHODS) + 3))
    rows, wins = [], 0
    for path, name, sigma in zip(paths, names, sigmas):
        clean, image = read(path), read(damaged / f"{name}.jpg")
        *means, h = non_local_means(clean, image)
        row = [measure(clean, image), measure(clean, cv2.medianBlur(image, 3)), means, measure(clean, read(restored / f"{name}.png"))]
        won = all(row[3][k] > row[other][k] for other in (1, 2) for k in (0, 1))
        rows.append(row)
        wins += won
        print(f"| {path.stem} | {sigma:.1f} | " + " | ".join(f"{p:.2f} / {s:.3f}" for p, s in row) + f" | {h} | {'yes' if won else 'no'} |", flush=True)
    mean = np.mean(rows, axis=0)
    print(f"| **mean** | {np.mean(sigmas):.1f} | " + " | ".join(f"{p:.2f} / {s:.3f}" for p, s in mean) + f" | | {wins} of {COUNT} |\n")
    for k, metric in enumerate(("psnr", "ssim")):
        for method, values in zip(METHODS, mean):
            print(f"camera.{metric}.{method} {values[k]:.4f}")
    print(f"camera.wins {wins}")


if __name__ == "__main__":
    main()
