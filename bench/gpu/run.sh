#!/usr/bin/env bash
# The training step on a GPU: literal and fused in TorchSharp, literal, fused and compiled in PyTorch, in 32 bits, TF32 and bfloat16.
# Needs: a build with -p:IgnAccelerator=cuda (or the self-contained publish of the benchmark, with LD_LIBRARY_PATH at the libtorch inside
# of a PyTorch with CUDA), and python3 with that PyTorch. Usage: bench/gpu/run.sh [BENCH] [OUT]
set -euo pipefail
cd "$(dirname "$0")/../.."
bench=${1:-"dotnet run -c Release -p:IgnAccelerator=cuda --project bench/Ign.MLNet.Benchmarks --"}
out=${2:-bench/results/gpu}
mkdir -p "$out"
rm -f "$out/pytorch.txt"
nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv > "$out/machine.csv"
for batch in 64 256 1024; do
  for precision in "" --tf32; do
    $bench train --cuda $precision --width 64 --latent 256 --batch $batch --rounds 6 --memory-steps 0 --out "$out/train-$batch${precision}.md"
  done
  for options in "--compile" "--compile --tf32" "--dtype bf16" "--dtype bf16 --compile"; do
    echo "batch $batch $options: $(python3 bench/python/train_step.py --device cuda --fused $options --width 64 --latent 256 --batch $batch --steps 30 --warm-up 10)" | tee -a "$out/pytorch.txt"
  done
done
