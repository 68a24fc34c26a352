#!/bin/sh
# Makes a small Debian image without pulling from any registry: debootstrap, then `docker import`.
# Skipped when the image is already there. The mirror is the one this machine's apt uses.
set -eu

suite=${1:-bookworm}
image=medkit-bench/debian-base:$suite

say() { printf 'base-image.sh: %s\n' "$*"; }
fail() {
  printf 'base-image.sh: %s\n' "$*" >&2
  exit 1
}

here=$(cd "$(dirname "$0")" && pwd)
"$here/dockerd.sh" >/dev/null

present() { docker image inspect "$image" >/dev/null 2>&1; }
if present; then
  say "$image is there"
  exit 0
fi
command -v debootstrap >/dev/null 2>&1 || fail 'debootstrap is not installed (Debian package debootstrap)'
[ "$(id -u)" = 0 ] || fail 'debootstrap needs root'

exec 9>/tmp/medkit-bench-base-image.lock
flock -w 300 9 || fail 'another build of the base image has held its lock for 300 s'
if present; then
  say "$image was made meanwhile"
  exit 0
fi

# Where apt itself would take `base-files` from; `apt-get indextargets` speaks for both list formats.
mirror=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT)' 'Created-By: Packages' 2>/dev/null |
  awk -v suite="$suite" '$2 == suite && $3 == "main" { print $1; exit }')
[ -n "$mirror" ] || fail "no apt source of this machine offers $suite main; run apt-get update, or name another suite"

root=$(mktemp -d /tmp/medkit-bench-base.XXXXXX)
trap 'rm -rf --one-file-system "$root"' EXIT
trap 'exit 130' INT TERM
say "debootstrap $suite (once, under a minute)"
debootstrap --variant=minbase "$suite" "$root/fs" "$mirror" >"$root/log" 2>&1 9>&- || {
  tail -n 20 "$root/log" >&2
  fail 'debootstrap failed'
}
rm -rf "$root/fs/var/cache/apt/archives" "$root/fs/var/lib/apt/lists"
mkdir -p "$root/fs/var/cache/apt/archives/partial" "$root/fs/var/lib/apt/lists/partial"
tar -C "$root/fs" --numeric-owner -c . | docker import --change 'CMD ["/bin/sh"]' - "$image" >/dev/null
say "made $image"
