#!/usr/bin/env bash
# Packs what run.sh needs into one .tar.xz: `ign`, the benchmarks and the tests, with .NET inside and without libtorch, which is that of the GPU machine's
# PyTorch. Usage: bench/gpu/pack.sh [OUT] [--photos DIR] [--photos-mb N]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
out=$root/bench/gpu/dist/ign-gpu.tar.xz photos='' photos_mb=20
while (($#)); do
  case $1 in
    --photos) photos=$2; shift 2 ;;
    --photos-mb) photos_mb=$2; shift 2 ;;
    --help | -h) sed -n '2,3s/^# //p' "${BASH_SOURCE[0]}"; exit ;;
    -*) echo "pack.sh: unknown option $1" >&2; exit 2 ;;
    *) out=$1; shift ;;
  esac
done
mkdir -p "$(dirname "$out")"
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
app=$stage/bench/gpu/app

# One folder for all three, so that .NET and the libraries are in it once. The remedy for an older libstdc++ is for the other machine, whatever this one has.
for project in src/Ign.MLNet.Cli bench/Ign.MLNet.Benchmarks tests/Ign.MLNet.Training.Tests; do
  dotnet publish "$root/$project" -c Release -r linux-x64 --self-contained -m:1 -v q --nologo -o "$app" -p:IgnLibtorch=none \
    -p:IgnRelaxLibstdcxxAlways=true -p:DebugType=none -p:EnableMSTestRunner=true -p:TestingPlatformCommandLineArguments= -p:SatelliteResourceLanguages=en
done
# What only a debugger, Windows, coverage, the SDK's test host, or a stage of ML.NET reads that nothing here uses; and the model for `ign restore`, which does
# not get smaller.
(
  cd "$app"
  rm -rf ./*.pdb ./*.dbg ./*.lib ./*.xml createdump libmscordbi.so libmscordaccore.so libcoreclrtraceptprovider.so libclrgc.so libclrgcexp.so onnxruntime.dll \
    Microsoft.CodeCoverage Microsoft.TestPlatform.* testhost* runtimes Microsoft.VisualBasic.Core.dll libLdaNative.so models
)

cp -r "$root/bench/gpu"/{run.sh,*.py} "$stage/bench/gpu/"
mkdir -p "$stage/bench/python"
cp "$root/bench/python/train_step.py" "$stage/bench/python/"
cp "$root/Ign.MLNet.sln" "$stage/" # the benchmarks look for their files below it

mkdir "$stage/bench/gpu/photos"
if [[ $photos ]]; then
  # In an order of chance, so that all parts of a sorted set have their share.
  python3 - "$photos" "$stage/bench/gpu/photos" "$photos_mb" <<'PYTHON'
import os, random, shutil, sys
source, target, limit = sys.argv[1], sys.argv[2], float(sys.argv[3]) * 1e6
files = sorted(os.path.join(d, f) for d, _, names in os.walk(source) for f in names if f.lower().endswith((".jpg", ".jpeg", ".png", ".webp")))
random.Random(1).shuffle(files)
total = count = 0
for file in files:
    size = os.path.getsize(file)
    if total + size > limit:
        continue
    total, count = total + size, count + 1
    shutil.copyfile(file, os.path.join(target, f"{count:05}{os.path.splitext(file)[1].lower()}"))
print(f"{count} of {len(files)} photographs, {total / 1e6:.1f} MB")
PYTHON
else
  cp "$root/tests/photos"/*.jpg "$stage/bench/gpu/photos/" # enough for a rehearsal
fi

tar -C "$stage" --owner=0 --group=0 --sort=name -cf - . | xz -9 -T1 >"$out.part"
mv "$out.part" "$out"
size=$(stat -c %s "$out")
echo "$out: $((size / 1048576)) MiB ($size bytes), unpacked $(du -sm "$stage" | cut -f1) MiB"
((size < 60 * 1048576)) || { echo "pack.sh: too large to be carried; fewer --photos-mb" >&2; exit 1; }
