"""Sweeps the steps of bench/python/train_step.py in PyTorch over batch sizes and precisions: first eagerly, then compiled.

Writes a line of JSON for each setting as soon as it is measured, because compiling may take longer than there is time (--seconds). What
does not work is told and left out; exit code 1 where that is plain 32 bits.
Usage: pytorch_steps.py --device cuda --batches 64,256 --width 64 --latent 256 --out FILE
"""
import argparse
import json
import os
import sys
import time
import traceback

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))
import torch  # noqa: E402
import train_step  # noqa: E402


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--batches", default="64,256,1024")
    parser.add_argument("--width", type=int, default=64)
    parser.add_argument("--latent", type=int, default=256)
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--warm-up", type=int, default=10)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=140)
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    args.fused = True
    end = time.monotonic() + args.seconds
    failed = 0
    with open(args.out, "w", encoding="utf-8") as out:
        for compiled in (False, True):
            # The largest batch first: it says the most, and the time may be up before the last one.
            for batch in sorted(map(int, args.batches.split(",")), reverse=True):
                for precision in ("fp32", "tf32", "bf16"):
                    if precision == "tf32" and args.device != "cuda":
                        continue
                    name = f"batch {batch}, {precision}, {'compiled' if compiled else 'eager'}"
                    if time.monotonic() > end:
                        print(f"{name}: no time left")
                        continue
                    args.batch, args.compile = batch, compiled
                    args.tf32, args.dtype = precision == "tf32", "bf16" if precision == "bf16" else "float32"
                    try:
                        if compiled:
                            torch._dynamo.reset()  # else a new batch size makes it compile for all sizes, which is slower
                        start = time.monotonic()
                        times = train_step.measure(args)
                    except Exception:  # noqa: BLE001 - any failure of a compiler is one row less
                        traceback.print_exc()
                        failed += not compiled and precision == "fp32"
                        continue
                    print(f"{name}: {time.monotonic() - start:.1f} s with warm-up", flush=True)
                    row = {"batch": batch, "precision": precision, "compiled": compiled, **times}
                    out.write(json.dumps(row) + "\n")
                    out.flush()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
