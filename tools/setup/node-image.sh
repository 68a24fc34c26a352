#!/bin/sh
# Makes a base image with this host's Node on the minimal Debian of base-image.sh, without pulling from any registry.
# Skipped when the image is already there.
set -eu

node=$(command -v node) || {
  echo 'node-image.sh: node is not installed' >&2
  exit 1
}
image=medkit-bench/debian-node:$(node --version)
here=$(cd "$(dirname "$0")" && pwd)
sh "$here/base-image.sh" >/dev/null

if ! docker image inspect "$image" >/dev/null 2>&1; then
  work=$(mktemp -d /tmp/medkit-bench-node-image.XXXXXX)
  trap 'rm -rf "$work"' EXIT
  trap 'exit 130' INT TERM
  cp "$(readlink -f "$node")" "$work/node"
  printf 'FROM medkit-bench/debian-base:bookworm\nCOPY node /usr/local/bin/node\nCMD ["node"]\n' >"$work/Dockerfile"
  docker build --quiet --tag "$image" "$work" >/dev/null
fi
printf '%s\n' "$image"
