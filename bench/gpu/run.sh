#!/usr/bin/env bash
# Runs what only a GPU can tell, on a machine with nothing but an NVIDIA GPU and a python3 with PyTorch; pack.sh makes what it needs.
# Usage: bench/gpu/run.sh [--device cuda|cpu] [--minutes M] [--out DIR] [--photos DIR] [--batch N] [--images N|auto] [--only STEP,STEP] [-- TRAIN OPTIONS]
# Steps: facts symbols probe tests steps pytorch table photo export. Each leaves a line here and its log in DIR; the exit code is 1 where one failed.
# --device cpu rehearses all of it with tiny sizes. IGN_LIBTORCH names the folder of a libtorch other than that of PyTorch, IGN_PYTHON a Python.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
device=cuda minutes=9 out=${OUT:-$here/work/out} photos=$here/photos batch='' images='' only=''
while (($#)); do
  case $1 in
    --device) device=$2; shift 2 ;;
    --minutes) minutes=$2; shift 2 ;;
    --out) out=$2; shift 2 ;;
    --photos) photos=$2; shift 2 ;;
    --batch) batch=$2; shift 2 ;;
    --images) images=$2; shift 2 ;;
    --only) only=$2; shift 2 ;;
    --help | -h) sed -n '2,5s/^# //p' "${BASH_SOURCE[0]}"; exit ;;
    --) shift; break ;;
    *) echo "run.sh: unknown option $1 (--help lists them)" >&2; exit 2 ;;
  esac
done
[[ $device == cuda || $device == cpu ]] || { echo "run.sh: --device: expected cuda or cpu, got '$device'" >&2; exit 2; }
train_options=("$@")
[[ $minutes =~ ^[0-9]+(\.[0-9]+)?$ ]] || { echo "run.sh: --minutes: expected a number, got '$minutes'" >&2; exit 2; }
deadline=$(awk "BEGIN {print int($minutes * 60)}") # SECONDS counts from the start of this script
app=$here/app work=$here/work failed=0
declare -A result=()
mkdir -p "$out" "$work"
out=$(cd "$out" && pwd)
: >"$out/summary.txt"

say() { echo "$*" | tee -a "$out/summary.txt"; }
left() { echo $((deadline - SECONDS)); }
wanted() { [[ -z $only || ,$only, == *,$1,* ]]; }

# step NAME LIMIT COMMAND...: runs it for at most LIMIT seconds; it must end with one of the exit codes in $accept.
accept=0
step() {
  local name=$1 limit=$2 start=$SECONDS code=0
  shift 2
  wanted "$name" || return 0
  ((limit < $(left))) || limit=$(left)
  if ((limit < 5)); then skip "$name" 'no time left'; return 0; fi
  timeout --preserve-status --kill-after=15 "$limit" "$@" >"$out/$name.log" 2>&1 </dev/null || code=$?
  # On some processors libtorch says so at every convolution.
  sed -i '/Could not initialize NNPACK/d' "$out/$name.log"
  if [[ " $accept " == *" $code "* ]]; then result[$name]=PASS; else result[$name]=FAIL failed=1; fi
  say "${result[$name]} $name $((SECONDS - start)) s$([[ ${result[$name]} == PASS ]] || why "$code" "$out/$name.log")"
}
why() {
  local line=''
  # What `timeout` left behind.
  [[ $1 != 143 && $1 != 137 ]] || { echo ' (its time was up)'; return; }
  line=$(grep -aiE 'error|exception|failed|cannot|not found' "$2" | head -n 1 || true)
  echo " (exit code $1: $(echo "${line:-$(tail -n 1 "$2")}" | cut -c1-200))"
}
skip() { if wanted "$1"; then result[$1]=SKIPPED; say "SKIPPED $1 ($2)"; fi; }
# Whether a step that another one needs went wrong; one that --only leaves out counts as done.
bad() { [[ ${result[$1]:-PASS} != PASS ]]; }

# --- what is here ---
pack=$(ls -t "$here"/dist/ign-gpu.tar.xz "$root"/ign-gpu.tar.xz 2>/dev/null | head -n 1 || true)
if [[ ! -x $app/ign || (-n $pack && $pack -nt $app/.unpacked) ]]; then
  [[ $pack ]] || { echo "run.sh: neither $app nor ign-gpu.tar.xz is here; make it with bench/gpu/pack.sh" >&2; exit 1; }
  rm -rf "$app" "$here/photos"
  mkdir -p "$work/unpacked"
  # Not every bare machine has xz; Python brings its own.
  tar -xJf "$pack" -C "$work/unpacked" 2>/dev/null || python3 -m tarfile -e "$pack" "$work/unpacked"
  mv "$work/unpacked/bench/gpu/app" "$work/unpacked/bench/gpu/photos" "$here/"
  rm -rf "$work/unpacked"
  chmod +x "$app/ign" "$app/Ign.MLNet.Benchmarks" "$app/Ign.MLNet.Training.Tests"
  touch "$app/.unpacked"
fi

python='' # one with PyTorch
for one in ${IGN_PYTHON:-} python3 python; do
  if "$one" -c 'import torch' 2>/dev/null; then python=$one; break; fi
done
libtorch=${IGN_LIBTORCH:-}
if [[ -z $libtorch && $python ]]; then
  libtorch=$("$python" -c 'import os, torch; print(os.path.join(os.path.dirname(torch.__file__), "lib"))')
fi
[[ -d $libtorch ]] || { echo "run.sh: no libtorch: no python3 here has PyTorch; IGN_LIBTORCH can name a folder with libtorch_cpu.so" >&2; exit 1; }
libraries=$libtorch
# The wheels of CUDA's libraries lie beside torch; where the system has others, these are the right ones.
if [[ $python && -z ${IGN_LIBTORCH:-} ]]; then
  libraries+=$(find "$libtorch/../../nvidia" -maxdepth 3 -type d -name lib -printf ':%p' 2>/dev/null || true)
fi

cores=$(env -u OMP_NUM_THREADS nproc) # which counts no more than that variable allows
if [[ $device == cuda ]]; then
  cuda=(--cuda) threads=$cores width=64 latent=256 batches='64 256 1024' rounds=6 steps=30 warm_up=10 patch=96 batch=${batch:-64}
else
  export CUDA_VISIBLE_DEVICES=''
  cuda=() threads=1 width=8 latent=16 batches='4 8' rounds=2 steps=3 warm_up=1 patch=32 batch=${batch:-4} images=${images:-64}
  tiny=(--width 16 --blocks 1 --held-out 2)
  [[ " ${train_options[*]} " != *' --start '* ]] || tiny=(--held-out 2) # whose network has its own size
  train_options=("${tiny[@]}" "${train_options[@]}")
fi
# For .NET programs only: it need not be the libtorch of this Python.
libraries+=${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export OMP_NUM_THREADS=$threads OMP_WAIT_POLICY=PASSIVE TESTINGPLATFORM_TELEMETRY_OPTOUT=1
export out work app cores device libtorch libraries python threads patch batch photos

# --- the steps ---
facts() {
  if command -v nvidia-smi >/dev/null; then
    nvidia-smi
    nvidia-smi --query-gpu=name,driver_version,memory.total,clocks.max.sm,power.limit --format=csv | tee "$out/machine.csv"
  else
    echo 'no nvidia-smi'
    [[ $device == cpu ]]
  fi
  grep -m 1 'model name' /proc/cpuinfo
  echo "$cores cores, $(free -g | awk '/^Mem/ {print $2}') GiB, $(. /etc/os-release && echo "$PRETTY_NAME"), $(ldd --version 2>&1 | head -n 1)"
  echo "libtorch: $libtorch"
  if [[ $python ]]; then
    "$python" -VV
    "$python" -c 'import torch; print("PyTorch", torch.__version__, "CUDA", torch.version.cuda, "cuDNN", torch.backends.cudnn.version())'
  else
    echo 'no python3 here has PyTorch'
  fi
}

dotnet_steps() {
  local code=0 size precision tf32
  for size in $1; do
    for precision in fp32 tf32; do
      tf32=()
      if [[ $precision == tf32 ]]; then
        [[ $device == cuda ]] || continue
        tf32=(--tf32)
      fi
      env "LD_LIBRARY_PATH=$libraries" "$app/Ign.MLNet.Benchmarks" train "${@:4}" "${tf32[@]}" --alone --bf16 --width "$2" --latent "$3" --batch "$size" \
        --threads "$threads" --memory-steps 0 --rounds "$rounds" --out "$out/train-$size-$precision.md" || code=$?
    done
  done
  return $code
}

# A training as long as there is time for: a short one tells the speed, so that the step size of the long one has fallen when it ends.
photo() {
  local seconds=$1 start=$SECONDS code=0 total run=$work/photo-run
  shift
  local command=(env "LD_LIBRARY_PATH=$libraries" "$app/ign" train --data "$photos" --cache "$work/photos.cache" --patch "$patch" --batch-size "$batch"
    --threads "$threads" --skip-broken --checkpoint-every 30)
  # The run of an earlier call goes on, if it was one with the same options.
  local options="$photos $patch $batch $threads $*" stored='' known=''
  if [[ -f $work/photo-options ]]; then { read -r known; read -r stored; } <"$work/photo-options"; fi
  [[ $options == "$known" ]] || stored=''
  images=${images:-${stored:-auto}}
  [[ $images == "$stored" ]] || rm -rf "$run"
  if [[ $images == auto ]]; then
    rm -rf "$work/pace"
    timeout --preserve-status --kill-after=15 $((seconds < 160 ? seconds / 4 : 40)) \
      "${command[@]}" --run "$work/pace" --images 20000 "$@" | tee "$work/pace.log" || code=$?
    if ((code != 0 && code != 75)); then echo "the short training ended with exit code $code"; return 1; fi
    total=$(grep -o '[0-9.,]* images/s' "$work/pace.log" | tail -n 1 | tr -dc 0-9)
    if [[ -z $total ]]; then echo 'the short training told no speed'; return 1; fi
    images=$((total * (seconds - (SECONDS - start) - 20) * 9 / 10))
    echo "$total images/s: the training takes $images images"
  fi
  printf '%s\n' "$options" "$images" >"$work/photo-options"
  # SIGTERM leaves a checkpoint, and exit code 75.
  code=0
  timeout --preserve-status --kill-after=20 $((seconds - (SECONDS - start) - 10)) "${command[@]}" --run "$run" --images "$images" "$@" || code=$?
  if [[ -d $run ]]; then cp -r "$run" "$out/"; fi
  return $code
}
export rounds images
export -f facts dotnet_steps photo

say "device $device, $minutes minutes, results in $out"
step facts 30 bash -euo pipefail -c facts
step symbols 90 "${python:-python3}" "$here/symbols.py" "$app/libLibTorchSharp.so" "$libtorch"
step probe 90 env "LD_LIBRARY_PATH=$libraries" "$app/Ign.MLNet.Benchmarks" probe "${cuda[@]}" --threads "$threads"
step tests 150 env "LD_LIBRARY_PATH=$libraries" "$app/Ign.MLNet.Training.Tests" --filter TestCategory=Cuda --progress off --no-ansi --output Detailed
if bad probe; then
  skip steps 'the probe went wrong'
else
  step steps 180 bash -uo pipefail -c 'dotnet_steps "$@"' bash "$batches" "$width" "$latent" "${cuda[@]}"
fi
if [[ $python ]]; then
  seconds=150
  ((seconds + 20 < $(left) / 2)) || seconds=$(($(left) / 2 - 20)) # half of what is left is for the photographs
  step pytorch $((seconds + 60)) "$python" "$here/pytorch_steps.py" --device "$device" --batches "${batches// /,}" --width "$width" --latent "$latent" \
    --steps "$steps" --warm-up "$warm_up" --threads "$threads" --seconds "$seconds" --out "$out/pytorch.jsonl"
else
  skip pytorch 'no python3 here has PyTorch'
fi
step table 10 python3 "$here/table.py" "$out"
if bad probe; then
  skip photo 'the probe went wrong'
elif [[ ! -d $photos ]]; then
  skip photo "no folder $photos"
elif (($(left) < 100)); then
  skip photo 'less than 100 s left'
else
  smi=''
  if wanted photo && command -v nvidia-smi >/dev/null; then
    nvidia-smi --query-gpu=timestamp,utilization.gpu,memory.used,power.draw,clocks.sm --format=csv -l 5 >"$out/gpu.csv" 2>/dev/null &
    smi=$!
  fi
  seconds=$(($(left) - 30)) # for the export
  accept='0 75' step photo "$seconds" bash -uo pipefail -c 'photo "$@"' bash "$seconds" "${train_options[@]}"
  [[ -z $smi ]] || kill "$smi" 2>/dev/null || true
fi
if [[ -f $work/photo-run/weights.safetensors ]] && ! bad photo; then
  step export 60 env "LD_LIBRARY_PATH=$libraries" "$app/ign" export "$work/photo-run" --out "$out/photo-gpu.onnx"
else
  skip export 'no training left weights'
fi
say "$SECONDS s in all"
exit $failed
