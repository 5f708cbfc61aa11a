#!/bin/sh
# Makes this folder's files from the full Fashion-MNIST set (Debian and Ubuntu: apt-get install dataset-fashion-mnist).
# Usage: sh make-subset.sh [/usr/share/datasets/fashion-mnist]
set -eu
from=${1:-/usr/share/datasets/fashion-mnist}
cd "$(dirname "$0")"

# An IDX header is the magic number and the sizes, big-endian. Only the count changes: 10,000 is 0x00002710.
# gzip -n leaves name and time out, so that the same input gives the same file.
{ printf '\000\000\010\003\000\000\047\020\000\000\000\034\000\000\000\034'
  gzip -dc "$from/train-images-idx3-ubyte.gz" | tail -c +17 | head -c 7840000; } | gzip -9n > train10k-images-idx3-ubyte.gz
{ printf '\000\000\010\001\000\000\047\020'
  gzip -dc "$from/train-labels-idx1-ubyte.gz" | tail -c +9 | head -c 10000; } | gzip -9n > train10k-labels-idx1-ubyte.gz
for part in t10k-images-idx3-ubyte t10k-labels-idx1-ubyte; do gzip -dc "$from/$part.gz" | gzip -9n > "$part.gz"; done
