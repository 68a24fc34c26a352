#!/usr/bin/env bash
# The main job on a fresh clone: install, build, footprint and scaling on the embedded gateway.
set -euo pipefail
cd "$(dirname "$0")/.."
bash tools/setup/install.sh npm
NX_DAEMON=false NX_NO_CLOUD=true npx nx run-many -t build --output-style=static >/dev/null
# Shorter than a quick run by itself: the whole is to take less than three minutes.
npx medkit-bench all --lanes footprint,scaling --quick --duration 3 --repeats 2 "$@"
