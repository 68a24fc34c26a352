#!/bin/sh
# Makes the image that stands in for the ROS 2 base image: Debian, a ROS prefix, and `apt-get`, `git`,
# `rosdep` and `colcon` that do what theirs do as far as the gateway's Dockerfile asks. The real
# Dockerfile then builds on it, step by step, and yields an image of the real layout. Needs no registry.
# usage: make-image.sh [TAG] [native]
# `native`: the gateway is a native program, and heaptrack and valgrind of this machine are in the image
set -eu

tag=${1:-medkit-bench/ros-stand-in:1}
native=${2:-}
here=$(cd "$(dirname "$0")" && pwd)
"$here/../../setup/base-image.sh" >/dev/null

exec 9>/tmp/medkit-bench-ros-stand-in.lock
flock -w 300 9
work=$(mktemp -d /tmp/medkit-bench-ros-stand-in.XXXXXX)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

tools=
if [ "$native" = native ]; then tools="--native --tools $work/tools"; fi
mkdir -p "$work/tools"
# shellcheck disable=SC2086 # Several words, or none.
node "$here/install.js" "$work/opt/ros/jazzy" --with-node $tools
mkdir -p "$work/usr/local/bin" "$work/etc/ros/rosdep/sources.list.d"
: >"$work/etc/ros/rosdep/sources.list.d/20-default.list"
for name in apt-get git rosdep colcon; do
  cp "$here/base/build-step.sh" "$work/usr/local/bin/$name"
done
cat >"$work/Dockerfile" <<'DOCKERFILE'
FROM medkit-bench/debian-base:bookworm
ENV ROS_DISTRO=jazzy LD_LIBRARY_PATH=/opt/ros/jazzy/share/stand-in/lib
COPY opt /opt
COPY usr /usr
COPY etc /etc
COPY tools /
DOCKERFILE
docker build -q -t "$tag" "$work"
