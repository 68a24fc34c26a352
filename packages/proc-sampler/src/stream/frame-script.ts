/**
 * The sampler for hosts without Node: POSIX sh, built-ins only (but `sleep` where the schedule is kept over there), run
 * as `sh -c SCRIPT proc-sampler NONCE PID CLOCK STEP TICKS MEMORY_EVERY HOST_EVERY TREE`. It writes frames:
 *
 *     =NONCE begin 1 UPTIME          version of the frame, seconds since boot
 *     =NONCE own NS                  CPU time of this shell so far
 *     =NONCE process PID             for each process; then for each file of it
 *     =NONCE file NAME               followed by its lines
 *     =NONCE denied NAME             or this, or `missing`
 *     =NONCE end
 *
 * The nonce keeps a process name that looks like a marker from being one. Lines are read by the shell itself, so a
 * sample starts no process. With CLOCK `pull` a frame is written for each line on standard input (`m` in it asks for
 * memory maps, `h` for the host) and the end of input ends the shell: nothing stays behind when a connection breaks.
 * With CLOCK `sleep` frames come every STEP hundredths of a second, TICKS + 1 of them, maps in every MEMORY_EVERY-th.
 */
export const FRAME_SCRIPT: string = String.raw`
n=$1; p=$2; clock=$3; step=$4; ticks=$5; every=$6; hosts=$7; tree=$8
nl='
'
say() { b="$b=$n $1$nl"; }
fail() { if [ -e "$2" ]; then say "denied $1"; else say "missing $1"; fi; }
copy() {
  c=
  if { while IFS= read -r l || [ -n "$l" ]; do c="$c$l$nl"; done; } 2>/dev/null <"$2"; then
    say "file $1"; b="$b$c"
  else fail "$1" "$2"; fi
}
pick() {
  c=
  if { while IFS= read -r l; do case $l in
    VmRSS:*|VmHWM:*|VmSwap:*|RssAnon:*|RssShmem:*|Threads:*|*ctxt_switches:*) c="$c$l$nl";; esac; done; } 2>/dev/null <"$2"; then
    say "file $1"; b="$b$c"
  else fail "$1" "$2"; fi
}
maps() {
  if [ -e "/proc/$1/smaps_rollup" ]; then copy smaps_rollup "/proc/$1/smaps_rollup"; return; fi
  c=
  if { while IFS= read -r l; do case $l in
    Rss:*|Pss:*|Shared_*|Private_*|Anonymous:*|Swap*|*-*' '[r-][w-][x-][sp-]' '*) c="$c$l$nl";; esac; done; } 2>/dev/null <"/proc/$1/smaps"; then
    say "file smaps"; b="$b$c"
  else fail smaps "/proc/$1/smaps"; fi
}
threads() {
  c=
  for t in /proc/"$1"/task/[0-9]*; do
    l=
    { read -r l <"$t/schedstat"; } 2>/dev/null && c="$c\${t##*/} $l$nl"
  done
  say "file threads"; b="$b$c"
}
fds() {
  if [ -r "/proc/$1/fd" ] && [ -x "/proc/$1/fd" ]; then
    set -- /proc/"$1"/fd/*
    if [ -e "$1" ] || [ -h "$1" ]; then say "file fds"; b="$b$#$nl"; fi
  fi
}
one() {
  say "process $1"
  copy stat "/proc/$1/stat"
  pick status "/proc/$1/status"
  threads "$1"
  copy io "/proc/$1/io"
  case $q in *m*) maps "$1"; fds "$1";; esac
}
below() {
  for t in /proc/"$1"/task/[0-9]*/children; do
    c=
    { read -r c <"$t"; } 2>/dev/null
    for k in $c; do list="$list $k"; below "$k"; done
  done
}
host() {
  copy loadavg /proc/loadavg
  for f in cpu memory io; do [ -e "/proc/pressure/$f" ] && copy "psi_$f" "/proc/pressure/$f"; done
  c=; cpus=0
  while IFS= read -r l; do case $l in
    'cpu '*) c=$l;; cpu*) cpus=$((cpus + 1));; *) break;; esac; done </proc/stat
  say "file hoststat"; b="$b$c$nl"
  say "nproc $cpus"
}
find_group() {
  g2=; gm=; ga=; gc=
  while IFS= read -r l; do
    d=\${l#*:*:}
    case $l in
      0::/) [ -e /sys/fs/cgroup/memory.current ] && g2=/sys/fs/cgroup;;
      0::*) [ -e "/sys/fs/cgroup$d/memory.current" ] && g2=/sys/fs/cgroup$d;;
      *:memory:/|*:cpuacct*:/|*:cpu,cpuacct:/|*:cpu:/) ;;
      *:memory:*) own memory; gm=$o;;
      *:cpu,cpuacct:*) own cpu,cpuacct; ga=$o; gc=$o;;
      *:cpuacct:*) own cpuacct; ga=$o;;
      *:cpu:*) own cpu; gc=$o;;
    esac
  done 2>/dev/null <"/proc/$p/cgroup"
}
own() {
  o=/sys/fs/cgroup/$1$d
  [ -d "$o" ] || o=/sys/fs/cgroup/$1
}
group() {
  if [ -n "$g2" ]; then
    copy memory.current "$g2/memory.current"; copy memory.stat "$g2/memory.stat"
    copy memory.swap.current "$g2/memory.swap.current"; copy cpu.stat "$g2/cpu.stat"
  fi
  if [ -n "$gm" ]; then copy memory.usage_in_bytes "$gm/memory.usage_in_bytes"; copy memory.stat "$gm/memory.stat"; fi
  [ -n "$ga" ] && copy cpuacct.usage "$ga/cpuacct.usage"
  [ -n "$gc" ] && copy cpu.stat "$gc/cpu.stat"
}
frame() {
  b=
  read -r u l </proc/uptime
  say "begin 1 $u"
  { read -r l c </proc/$$/schedstat && say "own $l"; } 2>/dev/null
  list=
  [ "$tree" = 1 ] && below "$p"
  one "$p"
  for k in $list; do one "$k"; done
  case $q in *m*) group;; esac
  case $q in *h*) host;; esac
  say end
  printf %s "$b"
}
find_group
if [ "$clock" = pull ]; then
  b=; say ready; printf %s "$b"
  while read -r q; do frame || exit; done
  exit
fi
centi() { read -r u l </proc/uptime; now=\${u%.*}\${u#*.}; now=\${now#0}; }
centi; start=$now; k=0
while [ "$k" -le "$ticks" ]; do
  q=-
  [ $((k % every)) -eq 0 ] && q=m$q
  [ $((k % hosts)) -eq 0 ] && q=h$q
  [ "$k" = "$ticks" ] && q=h$q
  frame || exit
  [ -e "/proc/$p" ] || exit
  centi
  k=$((k + 1)); late=$(((now - start) / step))
  while [ "$k" -le "$late" ] && [ "$k" -le "$ticks" ]; do k=$((k + 1)); done
  d=$((start + k * step - now))
  [ "$d" -gt 0 ] || continue
  f=$((d % 100)); [ "$f" -lt 10 ] && f=0$f
  sleep $((d / 100)).$f 2>/dev/null || { b=; say coarse; printf %s "$b"; sleep $(((d + 99) / 100)) || exit; }
done
`.replaceAll('\\$', '$');

/** Lists processes by exact name: `sh -c SCRIPT proc-sampler NAME`, one `PID ARGUMENTS` a line. */
export const FIND_SCRIPT: string = String.raw`
for d in /proc/[0-9]*; do
  c=
  { IFS= read -r c <"$d/comm"; } 2>/dev/null
  [ "$c" = "$1" ] || continue
  { read -r s <"$d/stat"; } 2>/dev/null || continue
  case \${s##*) } in Z*|X*) continue;; esac
  printf '%s\n' "\${d##*/} $c"
done
`.replaceAll('\\$', '$');
