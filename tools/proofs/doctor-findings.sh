#!/bin/bash
# Each finding of `medkit-bench doctor` provoked once on this machine, and its line that fixes it tried.
# Usage (root, built): [ONLY=ID] bash tools/proofs/doctor-findings.sh [--clean-root DIR]
#
# Everything happens in a mount namespace of its own, so that nothing of the host changes. Where the host has no such
# switch (a governor in a virtual machine), a file of the same form lies in its place. --clean-root names a Debian 12
# with Node in /usr/local/bin and no engine or profilers: there the missing programs are really installed.
set -u
here=$(cd "$(dirname "$0")/../.." && pwd)
bench=$here/packages/cli/bin/medkit-bench.js
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_STATE_HOME=$work/state NO_COLOR=1
node=$(readlink -f "$(command -v node)")
clean_root=''
[ "${1:-}" = --clean-root ] && clean_root=$2
wrong=0

# finding ID: what doctor says about it, as "state: found | fix"
cat > "$work/finding.cjs" <<'JS'
const all = JSON.parse(require('node:fs').readFileSync(0, 'utf8')).groups.flatMap((group) => group.findings);
const { state, found, fix } = all.find(({ id }) => id === process.argv[2]);
console.log(`${state}: ${found}`.replaceAll('|', '/'));
console.log((fix ?? '').replaceAll('|', '\\|'));
JS
cat > "$work/doctor" <<SH
#!/bin/bash
id=\$1; shift
$node $bench doctor --json "\$@" 2>&1 | $node $work/finding.cjs "\$id"
SH
# A file that cannot be opened, whoever asks.
cat > "$work/hide" <<'SH'
#!/bin/bash
mknod "$WORK/gone" c 240 0 2>/dev/null
mount --bind "$WORK/gone" "$1"
SH
# A copy of a folder of the kernel's, whose files can be changed.
cat > "$work/copy-over" <<'SH'
#!/bin/bash
dir=$1; shift
save=$(mktemp -d -p "$WORK")
for file in "$@"; do mkdir -p "$save/$(dirname "$file")"; cat "$dir/$file" > "$save/$file" 2>/dev/null; done
mount -t tmpfs none "$dir"
cp -r "$save/." "$dir/"
SH
# The fixing lines say sudo; root has no need of it.
printf '#!/bin/bash\nexec "$@"\n' > "$work/sudo"
chmod 755 "$work" "$work"/doctor "$work"/hide "$work"/copy-over "$work"/sudo
export WORK=$work PATH=$work:$PATH
nobody='setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all --bounding-set=-all'

echo '| finding | provoked by | doctor says | its line | after that line |'
echo '| --- | --- | --- | --- | --- |'

# row ID HOW SCRIPT: the script provokes, calls `before`, does what the line says, and calls `after`.
row() {
  local id=$1 how=$2 script=$3 out before fix after
  [ -z "${ONLY:-}" ] || [ "$ONLY" = "$id" ] || return
  out=$(ID=$id unshare -m --propagation private bash -c '
    before() { "$@" doctor "$ID" "${extra[@]}" > "$WORK/before"; }
    after() { "$@" doctor "$ID" "${extra[@]}" > "$WORK/after"; }
    extra=()
    rm -f "$WORK/before" "$WORK/after"
    '"$script" 2>&1)
  before=$(sed -n 1p "$work/before"); fix=$(sed -n 2p "$work/before")
  after='not tried'
  [ -f "$work/after" ] && after=$(sed -n 1p "$work/after")
  case "$before" in ok:*|'') wrong=$((wrong + 1)); before="NOT PROVOKED ($before $out)";; esac
  if [ -f "$work/after" ]; then case "$after" in ok:*) ;; *) wrong=$((wrong + 1)); after="STILL $after $out";; esac; fi
  [ -n "${4:-}" ] && after="$after${after:+; }$4"
  echo "| $id | $how | $before | ${fix:-(nothing to do)} | ${after#not tried; } |" | sed "s#$work#/tmp/x#g; s#$here/##g"
}

row results 'a folder of root, asked by somebody else' \
  "mkdir -p \$WORK/r; chmod 700 \$WORK/r; extra=(--results-dir /root/r); before $nobody; chmod 1777 \$WORK/r; extra=(--results-dir \$WORK/r); after $nobody"
row results 'a file system of 50 MiB' \
  'mkdir -p $WORK/d; mount -t tmpfs -o size=50m none $WORK/d; extra=(--results-dir $WORK/d/results); before; extra=(--results-dir $WORK/results); after'
row results 'a file system of 800 MiB' \
  'mkdir -p $WORK/d; mount -t tmpfs -o size=800m none $WORK/d; extra=(--results-dir $WORK/d/results); before; extra=(--results-dir $WORK/results); after'
if (ulimit -n 256; prlimit --pid $BASHPID --nofile=4096) 2>/dev/null; then
  row open-files 'ulimit -n 256' 'ulimit -n 256; before; sudo prlimit --pid $$ --nofile=4096; after'
else
  row open-files 'ulimit -n 256' 'ulimit -n 256; before' 'root of this machine may raise no limits (no CAP_SYS_RESOURCE)'
fi
row proc '/proc unmounted' 'umount -l /proc; before; mount -t proc proc /proc; after'
row proc 'smaps_rollup hidden' \
  'probe() { hide /proc/$BASHPID/smaps_rollup; exec '"$node $bench"' doctor --json; }; (probe) | '"$node"' $WORK/finding.cjs proc > $WORK/before' \
  'an interval is given to the lanes'
row proc 'smaps_rollup and smaps hidden' \
  'probe() { hide /proc/$BASHPID/smaps_rollup; hide /proc/$BASHPID/smaps; exec '"$node $bench"' doctor --json; }; (probe) | '"$node"' $WORK/finding.cjs proc > $WORK/before' \
  'root with the files in place: ok'
row foreign-maps 'an ordinary user' \
  "before $nobody; cp $node \$WORK/node; chmod 755 \$WORK/node; setcap cap_sys_ptrace+ep \"\$(readlink -f \"\$WORK/node\")\"; sed 's#^$node#'\$WORK'/node#' \$WORK/doctor > \$WORK/doctor2; chmod 755 \$WORK/doctor2; setpriv --reuid 65534 --regid 65534 --clear-groups doctor2 foreign-maps > \$WORK/after; rm -f \$WORK/node" \
  '(on a copy of node)'
row hidepid 'a /proc with hidepid=2, an ordinary user' \
  "mount -t proc -o hidepid=2 proc /proc; before $nobody; mount -o remount,hidepid=0 /proc; after $nobody"
row schedstat 'schedstat hidden' \
  'probe() { hide /proc/$BASHPID/schedstat; exec '"$node $bench"' doctor --json; }; (probe) | '"$node"' $WORK/finding.cjs schedstat > $WORK/before' \
  'a longer --duration is given to the lanes'
row pressure '/proc/pressure/cpu hidden' 'hide /proc/pressure/cpu; before' 'a boot line, not tried'
row cgroup '/sys/fs/cgroup unmounted' \
  'umount -R -l /sys/fs/cgroup; mount -t tmpfs none /sys/fs/cgroup; before; mount -t cgroup2 none /sys/fs/cgroup; after'
row engine 'no engine (/run is empty)' 'mount -t tmpfs none /run; before' \
  'a machine with systemd; the engine started by hand: ok'
row engine 'DOCKER_HOST=unix:///no/such/socket' 'export DOCKER_HOST=unix:///no/such/socket; before; unset DOCKER_HOST; after'
row engine 'an ordinary user' \
  "before $nobody; after setpriv --reuid 65534 --regid 65534 --groups \$(stat -L -c %g /var/run/docker.sock)" \
  '(as a member of the group)'
row ssh 'a home without known hosts' \
  'export HOME=$WORK/home; mkdir -p $HOME; before; mkdir -p /run/sshd; ssh-keygen -q -t ed25519 -N "" -f $WORK/key
  /usr/sbin/sshd -f /dev/null -h $WORK/key -p 22322 -o ListenAddress=127.0.0.1 -o PidFile=$WORK/sshd.pid; sleep 1
  mkdir -p $HOME/.ssh; ssh -p 22322 -o BatchMode=yes -o StrictHostKeyChecking=accept-new -o UserKnownHostsFile=$HOME/.ssh/known_hosts 127.0.0.1 true; kill $(cat $WORK/sshd.pid); after'
for scope in 1 2; do
  who=''; [ $scope = 1 ] && who=$nobody
  row ptrace "ptrace_scope $scope${who:+, an ordinary user}" \
    "copy-over /proc/sys/kernel perf_event_paranoid randomize_va_space; mkdir -p /proc/sys/kernel/yama; echo $scope > /proc/sys/kernel/yama/ptrace_scope; before $who; sysctl -q kernel.yama.ptrace_scope=0; after $who" \
    '(a stand-in of the file)'
done
row ptrace 'ptrace_scope 3' \
  'copy-over /proc/sys/kernel perf_event_paranoid; mkdir -p /proc/sys/kernel/yama; echo 3 > /proc/sys/kernel/yama/ptrace_scope; before' \
  'a boot line, not tried'
row perf 'perf_event_paranoid 2, an ordinary user' \
  "copy-over /proc/sys/kernel randomize_va_space; echo 2 > /proc/sys/kernel/perf_event_paranoid; before $nobody; sysctl -q kernel.perf_event_paranoid=1; after $nobody" \
  '(a stand-in of the file)'
row perf 'no perf events in the kernel' 'copy-over /proc/sys/kernel randomize_va_space; before'
row gdb 'gdb before 14 on a processor with AMX' \
  'grep -q amx_tile /proc/cpuinfo || { sed "s/^flags.*/& amx_tile/" /proc/cpuinfo > $WORK/cpuinfo; mount --bind $WORK/cpuinfo /proc/cpuinfo; }; before' \
  'Debian 12 has no gdb 14; the heap lane that starts the process is tried by its tests'
row cores 'taskset -c 0' 'before taskset -c 0' 'another host is watched over SSH by the tests'
row governor 'a governor "powersave"' \
  'copy-over /sys/devices/system/cpu online possible present; mkdir -p /sys/devices/system/cpu/cpu0/cpufreq; echo powersave > /sys/devices/system/cpu/cpu0/cpufreq/scaling_governor; before; echo performance | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor; after' \
  '(a stand-in of the file)'
row governor 'a virtual machine that shows none' 'copy-over /sys/devices/system/cpu online possible present; before'
row turbo 'intel_pstate with turbo' \
  'copy-over /sys/devices/system/cpu online possible present; mkdir -p /sys/devices/system/cpu/intel_pstate; echo 0 > /sys/devices/system/cpu/intel_pstate/no_turbo; before; echo 1 | sudo tee /sys/devices/system/cpu/intel_pstate/no_turbo; after' \
  '(a stand-in of the file)'
row turbo 'acpi-cpufreq with boost' \
  'copy-over /sys/devices/system/cpu online possible present; mkdir -p /sys/devices/system/cpu/cpufreq; echo 1 > /sys/devices/system/cpu/cpufreq/boost; before; echo 0 | sudo tee /sys/devices/system/cpu/cpufreq/boost; after' \
  '(a stand-in of the file)'
row turbo 'a virtual machine that shows none' 'copy-over /sys/devices/system/cpu online possible present; before'
row aslr 'the default of Linux' 'copy-over /proc/sys/kernel perf_event_paranoid; echo 2 > /proc/sys/kernel/randomize_va_space; before'
row huge-pages 'always on, for a moment' \
  'was=$(sed "s/.*\[\(.*\)\].*/\1/" /sys/kernel/mm/transparent_hugepage/enabled); echo always > /sys/kernel/mm/transparent_hugepage/enabled; before; echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled; after; echo $was > /sys/kernel/mm/transparent_hugepage/enabled'
row clock 'the clock source hpet' \
  'copy-over /sys/devices/system/clocksource/clocksource0 available_clocksource; echo hpet > /sys/devices/system/clocksource/clocksource0/current_clocksource; before; echo tsc | sudo tee /sys/devices/system/clocksource/clocksource0/current_clocksource; after' \
  '(a stand-in of the file)'
row steal 'a /proc/stat in which half of the time is stolen' \
  'cp /proc/stat $WORK/real; cp /proc/stat $WORK/stat; mount --bind $WORK/stat /proc/stat
  (for i in $(seq 1 60); do awk -v s=$((i * 20)) "/^cpu/ { \$9 += s; \$5 += s } { print }" $WORK/real > $WORK/next; cat $WORK/next > $WORK/stat; sleep 0.1; done) & before; kill $!' \
  'another host or another time'
row other-load 'two loops that do nothing else' \
  'for i in 1 2 3; do (while :; do :; done) & done; before; kill $(jobs -p); wait; for i in $(seq 60); do awk "{ exit \$1 >= 2 }" /proc/loadavg && break; sleep 2; done; after'

if [ -n "$clean_root" ]; then
  inside() {
    unshare -m --propagation private bash -c '
      mount -t proc proc "$0/proc" && mount --bind /dev "$0/dev" && mkdir -p "$0/mb" && mount --rbind -o ro "$1" "$0/mb" && cp /etc/resolv.conf "$0/etc/"
      shift; exec env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root chroot "$0" "$@"' "$clean_root" "$here" "$@"
  }
  inside node /mb/packages/cli/bin/medkit-bench.js doctor --json --results-dir /tmp/r > "$work/clean" 2>&1
  inside env DEBIAN_FRONTEND=noninteractive sh -c 'apt-get update -q && apt-get install -y --no-install-recommends docker.io docker-compose openssh-client heaptrack valgrind libc6-dbg gdb' > "$work/apt" 2>&1
  inside node /mb/packages/cli/bin/medkit-bench.js doctor --json --results-dir /tmp/r > "$work/installed" 2>&1
  for id in engine compose ssh heaptrack valgrind gdb; do
    before=$(node "$work/finding.cjs" $id < "$work/clean"); after=$(node "$work/finding.cjs" $id < "$work/installed" | sed -n 1p)
    case "$before" in missing:*) ;; *) wrong=$((wrong + 1));; esac
    case "$after" in missing:*"no docker command"*|missing:*"no $id command"*|missing:*"not installed"*|missing:*neither*) wrong=$((wrong + 1));; esac
    echo "| $id | a Debian 12 without it | $(echo "$before" | sed -n 1p) | $(echo "$before" | sed -n 2p) | $after |"
  done
fi
echo
[ "$wrong" = 0 ] && echo 'each finding was made, and each line that was tried helped' || { echo "$wrong findings are not right"; exit 1; }
