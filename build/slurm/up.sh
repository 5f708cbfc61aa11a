#!/bin/bash
# up.sh FOLDER [NODES]: starts a Slurm cluster of its own on this machine, 2 nodes unless told otherwise, and returns when they are idle.
# It listens on 127.0.0.1 only and needs neither root, nor systemd, nor any setting of the system; whoever starts it may submit to it:
#   export SLURM_CONF=FOLDER/slurm.conf
# FOLDER must be new, and its path without blanks and # (slurm.conf allows none) and without * ? [ ] \ (processes are found by it).
# down.sh FOLDER ends everything.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
folder=${1:?usage: up.sh FOLDER [NODES]} nodes=${2:-2}
folder=$(realpath -m -- "$folder")
[[ $folder != *[[:space:]*?#\[\]\\]* ]] || { echo "up.sh: '$folder' has blanks or one of * ? [ ] \\ #" >&2; exit 2; }
[ ! -e "$folder/slurm.conf" ] || { echo "up.sh: '$folder' has a cluster already" >&2; exit 2; }
PATH=$PATH:/usr/sbin:/sbin
mkdir -p "$folder"/{munge,state,spool,log,pid}
for ((node = 1; node <= nodes; node++)); do mkdir -p "$folder/tmp/n$node"; done
# munge's key is private, its socket is not.
chmod 755 "$folder"
chmod 700 "$folder/munge"
head -c 1024 /dev/urandom > "$folder/munge/key"
chmod 600 "$folder/munge/key"

is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
for _ in {1..50}; do
  base=$((20000 + RANDOM % 10000)) free=1
  for ((port = base; port <= base + nodes; port++)); do is_free "$port" || free=0; done
  [ $free -eq 0 ] || break
done

user=$(id -un)
cat > "$folder/slurm.conf" <<CONF
ClusterName=loopback
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=$base
# Without both of them a daemon would listen on all addresses.
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/munge
# A requeued task waits until its credential has expired, two minutes by default. Less than 5 is refused.
AuthInfo=socket=$folder/munge/socket,cred_expire=5
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool/%n
# Where the processes of a step meet (PMIx): nodes of one machine must not share it.
TmpFS=$folder/tmp/%n
SlurmctldPidFile=$folder/pid/slurmctld.own
SlurmdPidFile=$folder/pid/%n.own
SlurmctldLogFile=$folder/log/slurmctld.log
SlurmdLogFile=$folder/log/%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
MpiDefault=none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
SlurmdTimeout=10
KillWait=5
CompleteWait=0
SchedulerParameters=sched_interval=1,sched_min_interval=0,batch_sched_delay=0
NodeName=n[1-$nodes] NodeHostname=$(hostname -s) NodeAddr=127.0.0.1 Port=[$((base + 1))-$((base + nodes))] CPUs=1 RealMemory=1000 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF

export SLURM_CONF="$folder/slurm.conf"
start() { # NAME COMMAND...
  local name=$1
  shift
  setsid nohup "$@" > "$folder/log/$name.out" 2>&1 < /dev/null &
  echo $! > "$folder/pid/$name"
}
trap '"$here/down.sh" "$folder" >&2; tail -n 5 "$folder"/log/*.out >&2; echo "up.sh: the cluster did not start" >&2; exit 1' ERR
start munged munged --force --foreground --key-file="$folder/munge/key" --socket="$folder/munge/socket" --pid-file="$folder/munge/pid" --log-file="$folder/log/munged.log" --seed-file="$folder/munge/seed"
for _ in {1..6000}; do [ -S "$folder/munge/socket" ] && break; sleep 0.1; done # ten minutes: only a hang lasts that long
start slurmctld slurmctld -D -c -f "$SLURM_CONF"
for ((node = 1; node <= nodes; node++)); do start "n$node" slurmd -D -N "n$node" -f "$SLURM_CONF"; done
idle() { sinfo -h -N -t idle -o %N 2>/dev/null | sort -u | wc -l; }
for _ in {1..6000}; do [ "$(idle)" -eq "$nodes" ] && break; sleep 0.1; done
[ "$(idle)" -eq "$nodes" ]
echo "$SLURM_CONF"
