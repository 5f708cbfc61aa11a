#!/bin/bash
# down.sh FOLDER: ends a cluster that up.sh started, with its jobs. Returns 1 if a process is left.
here=$(cd "$(dirname "$0")" && pwd -P)
folder=$(cd "${1:?usage: down.sh FOLDER}" && pwd -P)
end() { # SIGNAL SECONDS: sends it to all processes and waits until they are gone
  for ((tenth = 0; tenth < $2 * 10; tenth++)); do
    ids=$("$here/processes.sh" "$folder")
    [ -n "$ids" ] || return 0
    # shellcheck disable=SC2086 # a list
    [ $((tenth % 10)) -ne 0 ] || kill "-$1" $ids 2>/dev/null
    sleep 0.1
  done
  return 1
}
end TERM 3 || end KILL 5 || { echo "down.sh: still there: $ids" >&2; exit 1; }
