import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { INSTANCE_VARIABLE } from '../process/environment-mark.js';

/**
 * Run by `/bin/sh` with the instance's mark as $1 and the grace in tenths of a second as $2.
 * It waits on its standard input, which only we hold open: `watch PID START` names the leader of the
 * group to guard, `done` ends the guard; the end of the input means that we died. A leader is signalled
 * only while its start time is the one we saw, so a number used again by somebody else is left alone;
 * whoever left the group is found by the mark, which is random and stands in no other environment.
 * One grep over all environments where it can look past a NUL (GNU), one by one where not (busybox).
 */
const GUARD_SCRIPT = `
mark=$1 tenths=$2 leader= started=
while read -r word a b; do
  case $word in
    watch) leader=$a started=$b ;;
    done) exit 0 ;;
  esac
done
set -f
leads() {
  [ -n "$leader" ] || return 1
  stat=$(cat "/proc/$leader/stat" 2>/dev/null) || return 1
  set -- \${stat##*) }
  [ "\${20}" = "$started" ]
}
marked() {
  set +f
  if printf 'a\\0b\\n' | grep -qF b; then
    grep -lF -e "$mark" /proc/[0-9]*/environ 2>/dev/null
  else
    for file in /proc/[0-9]*/environ; do
      tr '\\0' '\\n' <"$file" 2>/dev/null | grep -qxF -e "$mark" && echo "$file"
    done 2>/dev/null
  fi
  set -f
}
signal() {
  [ -z "$group" ] || kill -s "$1" -- "-$leader" 2>/dev/null
  for file in $(marked); do
    pid=\${file#/proc/}
    kill -s "$1" "\${pid%/environ}" 2>/dev/null
  done
}
group=
if leads; then group=1; fi
signal TERM
while [ "$tenths" -gt 0 ]; do
  [ -z "$group" ] || kill -s 0 -- "-$leader" 2>/dev/null || group=
  [ -n "$group" ] || [ -n "$(marked)" ] || exit 0
  sleep 0.1
  tenths=$((tenths - 1))
done
signal KILL
`;

/** Seconds a released guard gets to go by itself. */
const RELEASE_S = 2;

/** Ends an instance if we die without having ended it ourselves, even by SIGKILL. */
export interface Guard {
  /** From now on this process and its group are guarded. */
  watch(pid: number, startTicks: string): void;
  /** Nothing to guard any more; settles once the guard has gone. */
  release(): Promise<void>;
  /** What our death does: the guard ends what it watches. */
  abandon(): void;
  readonly gone: Promise<void>;
}

/**
 * Starts the guard before the instance, so that at no moment an instance runs unguarded.
 * It is a session of its own: a Ctrl-C meant for us does not reach it.
 */
export function startGuard(instanceId: string, graceS: number): Guard {
  const mark = `${INSTANCE_VARIABLE}=${instanceId}`;
  const argv = ['-c', GUARD_SCRIPT, 'medkit-bench-guard', mark, String(Math.ceil(graceS * 10))];
  const child = spawn('/bin/sh', argv, {
    detached: true,
    cwd: '/',
    env: { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/bin:/sbin:/bin`, LC_ALL: 'C' },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = endOf(child);
  // A guard that somebody killed must not take us with it through a broken pipe.
  child.stdin?.on('error', () => undefined);
  return {
    watch: (pid, startTicks) => void child.stdin?.write(`watch ${pid} ${startTicks}\n`),
    async release() {
      if (child.stdin?.writable === true) child.stdin.end('done\n');
      // A guard that somebody has stopped (SIGSTOP) never reads that: it is ours to end.
      await Promise.race([ended, delay(RELEASE_S * 1000, undefined, { ref: false })]);
      child.kill('SIGKILL');
      await ended;
    },
    abandon: () => void child.stdin?.end(),
    gone: ended,
  };
}

function endOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
}
