/**
 * Runs an instance on the other side and never outlives the connection. `"$@"` is the program; $0 is `sh`.
 * The program leads a group of its own (setsid where there is one) and first prints its own pid, as the
 * shell that it then replaces. Lines on standard input name a signal for the group; the end of the input
 * means that we, or the connection, are gone: TERM, three seconds, KILL. The exit code is the program's.
 */
export const SUPERVISOR_SCRIPT = `
exec 3<&0
s=
if command -v setsid >/dev/null 2>&1; then s=setsid; fi
$s sh -c 'printf "pid %s\\n" "$$"; exec "$@" 3<&-' sh "$@" </dev/null &
pid=$!
group() {
  if [ -n "$s" ]; then kill -s "$1" -- "-$pid" 2>/dev/null; else kill -s "$1" "$pid" 2>/dev/null; fi
}
watch() {
  while read -r signal <&3; do group "$signal"; done
  trap '' TERM
  group TERM
  tenths=30
  while [ "$tenths" -gt 0 ] && group 0; do
    sleep 0.1
    tenths=$((tenths - 1))
  done
  group KILL
}
watch >/dev/null 2>&1 &
watcher=$!
# The shell's own remark on how its child ended is no output of the program.
wait "$pid" 2>/dev/null
code=$?
exec 2>/dev/null
group KILL
kill -s TERM "$watcher" 2>/dev/null
exit "$code"
`;
