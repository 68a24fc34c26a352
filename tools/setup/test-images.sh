#!/bin/sh
# Makes the two small images that container tests run: `scratch` (one static binary, no shell) and `busybox`
# (its shell and tools). Needs no registry. Images that are there already are kept.
set -eu

scratch=medkit-bench/test-scratch:1
busybox=medkit-bench/test-busybox:1

fail() {
  printf 'test-images.sh: %s\n' "$*" >&2
  exit 1
}

here=$(cd "$(dirname "$0")" && pwd)
"$here/dockerd.sh" >/dev/null

present() { docker image inspect "$1" >/dev/null 2>&1; }

exec 9>/tmp/medkit-bench-test-images.lock
flock -w 120 9 || fail 'another call has held the lock for 120 s'

work=$(mktemp -d /tmp/medkit-bench-images.XXXXXX)
trap 'rm -rf "$work"' EXIT

if ! present "$scratch"; then
  command -v gcc >/dev/null 2>&1 || fail 'gcc is not installed'
  mkdir "$work/scratch"
  gcc -O1 -static -pthread -o "$work/scratch/scratch-server" "$here/scratch-server.c"
  tar -C "$work/scratch" -c . | docker import --change 'ENTRYPOINT ["/scratch-server"]' - "$scratch" >/dev/null
fi

if ! present "$busybox"; then
  program=$(command -v busybox) || fail 'busybox is not installed (Debian package busybox-static)'
  mkdir -p "$work/busybox/bin" "$work/busybox/tmp" "$work/busybox/etc"
  chmod 1777 "$work/busybox/tmp"
  cp "$program" "$work/busybox/bin/busybox"
  for applet in $("$program" --list); do
    [ "$applet" = busybox ] || ln -s busybox "$work/busybox/bin/$applet"
  done
  printf 'root:x:0:0:root:/:/bin/sh\n' >"$work/busybox/etc/passwd"
  tar -C "$work/busybox" -c . | docker import --change 'CMD ["/bin/sh"]' --change 'ENV PATH=/bin' - "$busybox" >/dev/null
fi
printf 'test-images.sh: %s %s\n' "$scratch" "$busybox"
