#!/usr/bin/env bash
# Installs what the tests need: the Debian packages of apt-packages.txt (as root on Debian, else
# prints the line to run) and the npm packages of the lock file.
set -euo pipefail
cd "$(dirname "$0")/../.."

apt_packages() { grep -vE '^\s*(#|$)' tools/setup/apt-packages.txt | sort -u; }

missing_packages() {
  local package
  for package in $(apt_packages); do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || echo "$package"
  done
}

install_debian() {
  if ! command -v apt-get >/dev/null; then
    echo "setup: not a Debian system; tests of missing components will be skipped (or fail where CI=true)"
    return
  fi
  local -a missing
  mapfile -t missing < <(missing_packages)
  [ "${#missing[@]}" -gt 0 ] || return 0
  if [ "$(id -u)" -ne 0 ]; then
    echo "setup: some tests need more packages; run: sudo apt-get install -y --no-install-recommends ${missing[*]}"
    return
  fi
  echo "setup: installing Debian packages: ${missing[*]}"
  # A server that starts by itself would hold ports and cores that tests want.
  local policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod +x "$policy"
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  fi
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# npm ci only when the lock file changed since the last one: it empties node_modules first.
install_npm() {
  local stamp=node_modules/.medkit-lock
  if [ -f "$stamp" ] && cmp -s package-lock.json "$stamp"; then return; fi
  npm ci --no-audit --no-fund
  cp package-lock.json "$stamp"
}

case "${1:-all}" in
  npm) install_npm ;;
  all)
    install_debian
    install_npm
    ;;
  *)
    echo "usage: install.sh [all|npm]" >&2
    exit 2
    ;;
esac
