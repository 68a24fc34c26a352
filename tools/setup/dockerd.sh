#!/bin/sh
# Makes sure a Docker engine answers on this machine: uses the running one, else starts dockerd as root
# and waits until it answers. Safe to call again and from several processes at once.
set -eu

wait_s=${MEDKIT_DOCKERD_WAIT_S:-60}
state_dir=/tmp/medkit-bench-dockerd
socket=/var/run/docker.sock

say() { printf 'dockerd.sh: %s\n' "$*"; }
fail() {
  printf 'dockerd.sh: %s\n' "$*" >&2
  exit 1
}

# The engine that this script can start is the local one; a DOCKER_HOST of the caller is respected first.
answers() { docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }

if answers; then
  say "an engine answers: $(docker version --format '{{.Server.Version}}')"
  exit 0
fi
[ -z "${DOCKER_HOST:-}" ] || fail "DOCKER_HOST=$DOCKER_HOST does not answer; unset it to use a local engine"
command -v dockerd >/dev/null 2>&1 || fail 'dockerd is not installed (Debian package docker.io)'
[ "$(id -u)" = 0 ] || fail 'no engine answers, and only root can start one: run this script as root'

mkdir -p "$state_dir"
# One starter at a time; the others wait for the lock and then find the engine answering.
exec 9>"$state_dir/lock"
flock -w "$wait_s" 9 || fail "another starter holds $state_dir/lock for more than $wait_s s"
if answers; then
  say 'an engine answers: started meanwhile'
  exit 0
fi

log="$state_dir/dockerd.log"
# A pid file of a killed engine, its number used again by something else, would make dockerd refuse.
pid_file=/var/run/docker.pid
if [ -f "$pid_file" ] && [ "$(cat "/proc/$(cat "$pid_file")/comm" 2>/dev/null || true)" != dockerd ]; then
  rm -f "$pid_file"
fi
setsid nohup dockerd --host "unix://$socket" --storage-driver overlay2 >"$log" 2>&1 </dev/null 9>&- &
pid=$!

deadline=$(($(date +%s) + wait_s))
until DOCKER_HOST="unix://$socket" answers; do
  if ! kill -0 "$pid" 2>/dev/null; then
    tail -n 20 "$log" >&2
    fail "dockerd ended while starting; its log is $log"
  fi
  if [ "$(date +%s)" -ge "$deadline" ]; then
    tail -n 20 "$log" >&2
    kill "$pid" 2>/dev/null || true
    fail "dockerd did not answer within $wait_s s; its log is $log"
  fi
  sleep 0.2
done
say "started dockerd (pid $pid), its log is $log; stop it with: kill $pid"
