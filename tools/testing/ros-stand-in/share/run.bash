#!/usr/bin/env bash
# Becomes the stand-in whose name this file is called by.
set -euo pipefail
share=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
case $(basename -- "$0") in
  gateway_node) program=gateway.mjs ;;
  fault_manager_node) program=fault-manager.mjs ;;
  ros2) program=ros2.mjs ;;
  *) echo "run.bash: called by no name that is known: $0" >&2 && exit 2 ;;
esac
node=$share/node
[ -x "$node" ] || node=node
exec "$node" --no-memory-reducer "$share/$program" "$@"
