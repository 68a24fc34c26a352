import { LeakToolsError } from '../errors.js';
import type { LeakHost } from '../leak-host.js';
import { mapsMention } from './find-subject.js';

const CAP_SYS_PTRACE = 19n;

/**
 * Checks what attaching needs before the process is touched: it exists, nothing traces it, the kernel allows it.
 *
 * @throws LeakToolsError `MEDKIT_LEAK_NO_PROCESS`, `MEDKIT_LEAK_ALREADY_TRACED`, `MEDKIT_LEAK_PTRACE` (which sysctl or
 * capability is missing), `MEDKIT_LEAK_NO_TOOL` (gdb).
 */
export async function checkAttach(host: LeakHost, pid: number): Promise<void> {
  const status = await readText(host, `/proc/${pid}/status`);
  if (status === null) {
    throw new LeakToolsError(
      'MEDKIT_LEAK_NO_PROCESS',
      `there is no process ${pid} where heaptrack would run. Give the pid as it is counted there.`,
    );
  }
  const tracer = Number(field(status, 'TracerPid') ?? '0');
  if (tracer !== 0) {
    throw new LeakToolsError(
      'MEDKIT_LEAK_ALREADY_TRACED',
      `process ${pid} is already traced by process ${tracer} (a debugger, strace or another profiler); only one can be. End that one first.`,
    );
  }
  if (await mapsMention(host, pid, 'libheaptrack_')) {
    throw new LeakToolsError(
      'MEDKIT_LEAK_ALREADY_TRACED',
      `heaptrack's library is already in process ${pid}, from an earlier attach or from its start. Restart the program before it is traced again.`,
    );
  }
  const scope = (await readText(host, '/proc/sys/kernel/yama/ptrace_scope'))?.trim() ?? '0';
  if (scope !== '0') {
    throw new LeakToolsError(
      'MEDKIT_LEAK_PTRACE',
      `heaptrack cannot attach while kernel.yama.ptrace_scope is ${scope}. Run "sysctl -w kernel.yama.ptrace_scope=0" as root on the host, or start the program under heaptrack instead.`,
    );
  }
  await checkPermission(host, pid, status);
  await checkGdb(host);
}

async function checkPermission(host: LeakHost, pid: number, status: string): Promise<void> {
  const own = await readText(host, '/proc/self/status');
  if (own === null) return;
  const capable = (BigInt(`0x${field(own, 'CapEff') ?? '0'}`) >> CAP_SYS_PTRACE) & 1n;
  const sameUser = field(own, 'Uid')?.split(/\s+/)[1] === field(status, 'Uid')?.split(/\s+/)[1];
  // Without the capability the tracer must be the same user and hold every capability the process has.
  const wanted = BigInt(`0x${field(status, 'CapPrm') ?? '0'}`);
  const held = BigInt(`0x${field(own, 'CapPrm') ?? '0'}`);
  if (capable === 1n || (sameUser && (wanted & ~held) === 0n)) return;
  throw forbidden(
    pid,
    sameUser ? 'it holds capabilities that the tracer has not' : 'it belongs to another user',
  );
}

async function checkGdb(host: LeakHost): Promise<void> {
  const gdb = await host.exec(['sh', '-c', 'command -v gdb'], { timeoutS: 10 });
  if (gdb.code === 0) return;
  throw new LeakToolsError(
    'MEDKIT_LEAK_NO_TOOL',
    'heaptrack needs gdb to attach, and there is none where the program runs. Add it: "apt-get install -y --no-install-recommends gdb".',
  );
}

/** The error for a refused ptrace. */
export function forbidden(pid: number, why: string): LeakToolsError {
  return new LeakToolsError(
    'MEDKIT_LEAK_PTRACE',
    `the kernel does not let heaptrack attach to process ${pid}: ${why}. It needs the capability CAP_SYS_PTRACE: run as root, or start the container with --cap-add=SYS_PTRACE (compose: cap_add: [SYS_PTRACE]); an own seccomp profile must allow ptrace.`,
  );
}

function field(status: string, name: string): string | null {
  return new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1] ?? null;
}

async function readText(host: LeakHost, path: string): Promise<string | null> {
  const result = await host.exec(['cat', path], { timeoutS: 10 });
  return result.code === 0 ? result.stdout : null;
}
