import { basename } from 'node:path';
import { LeakToolsError } from '../errors.js';

// Programs whose work is to start another one. A profiler around them records them: heaptrack takes itself out of the
// environment once it is loaded, and valgrind does not follow children.
const LAUNCHERS = new Set(
  `ash bash bwrap bunx capsh chroot chrt conda dash docker doas env firejail flock ionice kubectl make nice nohup npm npx nsenter
  numactl parallel pnpm podman poetry prlimit ros2 roslaunch runuser screen script setpriv setsid sh stdbuf strace su sudo
  systemd-run taskset time timeout tini tmux unshare uv watch xargs yarn zsh`.split(/\s+/),
);

/**
 * Refuses a command that only starts another one.
 *
 * @throws LeakToolsError `MEDKIT_LEAK_ARGUMENT` for an empty command, `MEDKIT_LEAK_LAUNCHER` for a launcher.
 */
export function refuseLauncher(argv: readonly string[]): void {
  const program = argv[0];
  if (program === undefined || program === '') {
    throw new LeakToolsError(
      'MEDKIT_LEAK_ARGUMENT',
      'there is no command to wrap: give the program and its arguments.',
    );
  }
  if (!LAUNCHERS.has(basename(program))) return;
  throw new LeakToolsError(
    'MEDKIT_LEAK_LAUNCHER',
    `"${argv.join(' ')}" only starts another program, and the profiler would watch the starter. Wrap the program itself: its path is what /proc/PID/exe of the running server points to (for a ROS 2 node: install/PACKAGE/lib/PACKAGE/EXECUTABLE).`,
  );
}
