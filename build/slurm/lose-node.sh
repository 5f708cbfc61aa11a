#!/bin/bash
# lose-node.sh FOLDER NODE: kills a node with all that runs on it, as a power failure would, and tells Slurm, which would find out by itself later.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
folder=$(cd "${1:?usage: lose-node.sh FOLDER NODE}" && pwd -P) node=${2:?usage: lose-node.sh FOLDER NODE}
# Twice: between the list and the kill something may have been started.
for _ in 1 2; do
  ids=$("$here/processes.sh" "$folder" "$node")
  # shellcheck disable=SC2086 # a list
  [ -z "$ids" ] || kill -KILL $ids 2>/dev/null || true
done
SLURM_CONF="$folder/slurm.conf" scontrol update nodename="$node" state=down reason=lost
