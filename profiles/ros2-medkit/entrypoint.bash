#!/usr/bin/env bash
# First process of the container: starts a graph and the fault manager if it is told to, then the
# gateway, all in one DDS domain; passes signals on as they come, and ends as the gateway ends.
#
# usage: entrypoint.bash [WORDS OF A TOOL...] gateway_node [ARGUMENT...]
#
#   FAULT_MANAGER   `yes` or `fault` starts fault_manager_node; anything else does not
#   MEDKIT_PARAMS   its parameter file
#   MEDKIT_GRAPH    a Python program that hosts a graph; MEDKIT_GRAPH_PLAN is its argument
#   TOOL            none (default), heaptrack or valgrind, writing to TOOL_OUT
#   MEDKIT_SETUP    set-up files, `:` between them; default the workspace of this image
#   ROS_DOMAIN_ID, RMW_IMPLEMENTATION, ROS_AUTOMATIC_DISCOVERY_RANGE as usual
set -eo pipefail
# Each process gets a group of its own and keeps its own way with SIGINT.
set -m

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
setup=${MEDKIT_SETUP:-/ws/install/setup.bash}
out=${TOOL_OUT:-/tmp}

tool=()
case ${TOOL:-none} in
  none) ;;
  heaptrack) tool=(heaptrack -o "$out/heaptrack.gateway_node") ;;
  valgrind) tool=(valgrind --leak-check=full "--log-file=$out/valgrind.%p.txt") ;;
  *)
    printf "entrypoint: TOOL=%s is not known: none, heaptrack or valgrind\n" "$TOOL" >&2
    exit 2
    ;;
esac

companions=()
if [ -n "${MEDKIT_GRAPH:-}" ]; then
  bash "$here/with-ros.bash" --setup "$setup" -- python3 "$MEDKIT_GRAPH" ${MEDKIT_GRAPH_PLAN:+"$MEDKIT_GRAPH_PLAN"} &
  companions+=($!)
fi
case ${FAULT_MANAGER:-no} in
  yes | fault)
    params=()
    if [ -n "${MEDKIT_PARAMS:-}" ]; then params=(--ros-args --params-file "$MEDKIT_PARAMS"); fi
    bash "$here/with-ros.bash" --setup "$setup" \
      --find ros2_medkit_fault_manager fault_manager_node -- fault_manager_node "${params[@]}" &
    companions+=($!)
    ;;
esac
bash "$here/with-ros.bash" --setup "$setup" \
  --find ros2_medkit_gateway gateway_node -- "${tool[@]}" "$@" &
gateway=$!

# The programs that heaptrack traces; none where it is not used.
# shellcheck disable=SC2317 # Called by forward.
traced() {
  local maps
  for maps in /proc/[0-9]*/maps; do
    if grep -qs libheaptrack_preload "$maps"; then printf '%s\n' "${maps//[!0-9]/}"; fi
  done
}

# heaptrack's script and its writer must outlive the program, or the recording is lost: only the program is told.
# shellcheck disable=SC2317 # Called by the traps.
forward() {
  local -a pids
  mapfile -t pids < <(traced)
  if [ ${#pids[@]} -eq 0 ]; then pids=("-$gateway"); fi
  kill -s "$1" -- "${pids[@]}" 2>/dev/null || true
}
for signal in INT TERM QUIT HUP USR1 USR2; do
  # shellcheck disable=SC2064 # The name is wanted as it is now.
  trap "forward $signal" "$signal"
done

# A signal ends a wait early; the gateway's own status is the one that counts.
while kill -0 "$gateway" 2>/dev/null; do
  wait "$gateway" || true
done
status=0
wait "$gateway" || status=$?

# SIGINT is what their own shutdown listens to; who does not is ended.
for pid in "${companions[@]}"; do kill -s INT -- "-$pid" 2>/dev/null || true; done
for ((tenths = 50; tenths > 0; tenths--)); do
  alive=no
  for pid in "${companions[@]}"; do
    if kill -0 "$pid" 2>/dev/null; then alive=yes; fi
  done
  if [ $alive = no ]; then break; fi
  sleep 0.1
done
for pid in "${companions[@]}"; do kill -s KILL -- "-$pid" 2>/dev/null || true; done
exit "$status"
