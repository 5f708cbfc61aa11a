#!/bin/bash
# processes.sh FOLDER [NODE]: prints the ids of all processes of a cluster that up.sh started and of its jobs, or of one node only.
folder=$(cd "${1:?usage: processes.sh FOLDER [NODE]}" && pwd -P) node=${2:-}
{
  # The daemons hold their logs open. Their environment tells nothing: slurmstepd overwrites its own.
  find /proc/[0-9]*/fd -lname "$folder/log/${node:+$node.}*" 2>/dev/null | cut -d/ -f3
  # Jobs are known by what Slurm has put into their environment; whoever only submits to the cluster has the first variable alone.
  for environment in /proc/[0-9]*/environ; do
    variables=$({ tr '\0' '\n' < "$environment"; } 2>/dev/null) || continue # gone by now, or not ours to read
    grep -qxF "SLURM_CONF=$folder/slurm.conf" <<< "$variables" && grep -qx "SLURMD_NODENAME=${node:-.*}" <<< "$variables" && cut -d/ -f3 <<< "$environment"
  done
} | sort -un | grep -vxE "$$|$PPID"
true
