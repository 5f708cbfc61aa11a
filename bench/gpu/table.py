"""One Markdown table of all training steps: those of the benchmark's pages (train-BATCH-PRECISION.md) and those of PyTorch (pytorch.jsonl).

Usage: table.py FOLDER, with the files in it; writes steps.md there.
"""
import glob
import json
import os
import re
import statistics
import sys


def main():
    folder = sys.argv[1]
    rows = []  # batch, precision, step, milliseconds
    work, peaks = {}, {}  # GFLOP of a step by batch, GFLOP/s by precision
    for page in glob.glob(os.path.join(folder, "train-*-*.md")):
        batch, precision = re.search(r"train-(\d+)-(\w+)\.md", page).groups()
        content = open(page, encoding="utf-8").read()
        peak = re.search(r"Peak: (\d+) GFLOP/s(?:, in bfloat16 (\d+) GFLOP/s)?\. Arithmetic of the fused step: ([\d.]+) GFLOP", content)
        peaks.setdefault(precision, []).append(float(peak[1]))
        if peak[2]:
            peaks.setdefault("bf16", []).append(float(peak[2]))
        work[int(batch)] = float(peak[3])
        for name, ms in re.findall(r"^\| ([^|]+) \| ([\d.]+) \| \d+ \|", content, re.M):
            narrow = name.endswith(", bf16")
            if narrow and precision != "fp32":
                continue  # TF32 makes no difference to bfloat16
            rows.append((int(batch), "bf16" if narrow else precision, "TorchSharp, " + name.removesuffix(", bf16"), float(ms)))
    found = os.path.join(folder, "pytorch.jsonl")
    for line in open(found, encoding="utf-8") if os.path.exists(found) else []:
        one = json.loads(line)
        for kind in ("literal", "fused"):
            name = f"PyTorch {one['torch']}, {kind}{', compiled' if one['compiled'] else ''}"
            rows.append((one["batch"], one["precision"], name, statistics.median(one[kind])))
    if not rows:
        sys.exit("no figures")
    order = {"fp32": 0, "tf32": 1, "bf16": 2}
    with open(os.path.join(folder, "steps.md"), "w", encoding="utf-8") as out:
        out.write("| batch | precision | step | ms | images/s | share of peak |\n|---:|---|---|---:|---:|---:|\n")
        for batch, precision, name, ms in sorted(rows, key=lambda r: (r[0], order[r[1]], r[3])):
            share = f"{work[batch] / (ms / 1000) / statistics.median(peaks[precision]):.2f}" if batch in work and precision in peaks else ""
            out.write(f"| {batch} | {precision} | {name} | {ms:.2f} | {batch * 1000 / ms:.0f} | {share} |\n")
        for precision, values in sorted(peaks.items(), key=lambda p: order[p[0]]):
            out.write(f"\nLargest matrix product in {precision}: {statistics.median(values):.0f} GFLOP/s.\n")
    print(open(os.path.join(folder, "steps.md"), encoding="utf-8").read())


if __name__ == "__main__":
    main()
