import type { Check, Finding, HostReader } from '../finding.js';
import { finding, ok } from '../finding.js';

async function versionOf(host: HostReader, argv: readonly string[]): Promise<string | null> {
  const result = await host.run(argv);
  if (result === null) return null;
  return `${result.stdout}\n${result.stderr}`.trim().split('\n')[0] ?? '';
}

function toolCheck(id: string, lanes: string, fix: string): Check {
  return async (host) => {
    const version = await versionOf(host, [id, '--version']);
    if (version !== null) return ok(id, version === '' ? id : version);
    return finding(id, 'missing', `${id} is not installed`, `${lanes} on this host cannot run`, fix);
  };
}

export const heaptrackCheck: Check = toolCheck(
  'heaptrack',
  'heap and attribute',
  'apt-get install heaptrack',
);
export const valgrindCheck: Check = toolCheck('valgrind', 'memcheck', 'apt-get install valgrind libc6-dbg');

/** Attaching heaptrack needs a debugger that can call a function in the process. */
export const debuggerCheck: Check = async (host) => {
  const version = await versionOf(host, ['gdb', '--version']);
  if (version === null)
    return finding(
      'gdb',
      'missing',
      'gdb is not installed',
      'heaptrack cannot be attached to a running process',
      'apt-get install gdb',
    );
  const major = Number(/(\d+)\.\d+/.exec(version.replace(/\(.*?\)/g, ''))?.[1]);
  const amx = /^flags\s*:.*\bamx_tile\b/m.test(host.read('/proc/cpuinfo') ?? '');
  if (amx && major < 14)
    return finding(
      'gdb',
      'problem',
      `${version} on a processor with AMX registers`,
      'it attaches but cannot call functions: heaptrack cannot be attached to a running process',
      'install gdb 14 or newer, or let the heap lane start the process',
    );
  return ok('gdb', version);
};

/** Who may trace whom. */
export const ptraceCheck: Check = (host) => {
  const scope = host.read('/proc/sys/kernel/yama/ptrace_scope')?.trim();
  if (scope === undefined || scope === '0') return ok('ptrace', 'your own processes can be traced');
  if (scope === '1' && host.uid === 0) return ok('ptrace', 'ptrace_scope 1, and you are root');
  const means =
    scope === '3'
      ? 'nobody can be traced until the next boot: heaptrack cannot be attached'
      : 'heaptrack cannot be attached to a running process without CAP_SYS_PTRACE';
  const fix =
    scope === '3' ? 'boot with kernel.yama.ptrace_scope=0' : 'sudo sysctl kernel.yama.ptrace_scope=0';
  return finding('ptrace', 'problem', `kernel.yama.ptrace_scope is ${scope}`, means, fix);
};

/** What unprivileged users may ask of perf. */
export const perfCheck: Check = (host): Finding => {
  const level = host.read('/proc/sys/kernel/perf_event_paranoid')?.trim();
  if (level === undefined)
    return finding('perf', 'note', 'no perf events in this kernel', 'nothing here needs them');
  if (Number(level) <= 1 || host.uid === 0)
    return ok('perf', `perf_event_paranoid ${level}${host.uid === 0 ? ', and you are root' : ''}`);
  return finding(
    'perf',
    'note',
    `perf_event_paranoid is ${level}`,
    'lanes do not need it; perf by hand will not see the kernel side',
    'sudo sysctl kernel.perf_event_paranoid=1',
  );
};
