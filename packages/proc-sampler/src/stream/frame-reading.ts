import { parseError, ProcError } from '../errors.js';
import { keyedNumber, parseSingleNumber } from '../parse/cgroup.js';
import { parseUptime } from '../parse/host.js';
import { parseProcessIo } from '../parse/process-io.js';
import { parseSchedstat } from '../parse/schedstat.js';
import { parseSmapsRollup, sumSmaps, type MemoryMaps } from '../parse/smaps.js';
import { hasExited, isKernelThread, parseStat } from '../parse/stat.js';
import { parseStatus } from '../parse/status.js';
import type { CgroupReading, ProcessReading, Reading, ThreadTimes } from '../reading.js';
import { exitedReading } from '../read/exited-reading.js';
import { hostReadingOf } from '../read/host-reader.js';
import type { Frame, FrameProcess } from './frame-parser.js';

/** What a frame says, parsed. Throws as the parsers do, and `MEDKIT_PROC_GONE` when the process was not there. */
export function readingOfFrame(frame: Frame, pid: number, say: (note: string) => void): Reading {
  const processes: ProcessReading[] = [];
  frame.processes.forEach((process, i) => {
    const reading = processReading(process, say);
    if (reading !== null) processes.push(reading);
    else if (i === 0) throw new ProcError('MEDKIT_PROC_GONE', `pid ${pid} is not there (any more)`);
  });
  const root = processes[0];
  if (root === undefined) throw new ProcError('MEDKIT_PROC_STREAM', 'a frame without a process');
  if (hasExited(root.stat)) throw new ProcError('MEDKIT_PROC_ZOMBIE', `pid ${pid} has exited (a zombie)`);
  const { files } = frame;
  const hostFile = (name: string): string | null => files.get(name) ?? null;
  return {
    atS: parseUptime(frame.uptime),
    wallMs: Date.now(),
    processes,
    cgroup: cgroupReading(files),
    host: files.has('loadavg')
      ? hostReadingOf({
          stat: hostFile('hoststat'),
          loadavg: hostFile('loadavg'),
          psiCpu: hostFile('psi_cpu'),
          psiMemory: hostFile('psi_memory'),
          psiIo: hostFile('psi_io'),
        })
      : null,
    memoryReadMs: null,
    costUs: null,
  };
}

function processReading(process: FrameProcess, say: (note: string) => void): ProcessReading | null {
  const { files, denied } = process;
  const stat = files.get('stat');
  if (stat === undefined || stat === '') {
    if (denied.has('stat'))
      throw new ProcError('MEDKIT_PROC_DENIED', `stat of pid ${process.pid}: permission denied`);
    return null;
  }
  const parsed = parseStat(stat);
  if (isKernelThread(parsed)) {
    throw new ProcError('MEDKIT_PROC_KERNEL_THREAD', `pid ${parsed.pid} (${parsed.comm}) is a kernel thread`);
  }
  if (hasExited(parsed)) return exitedReading(parsed);
  if (denied.has('smaps_rollup') || denied.has('smaps')) {
    say(
      `memory maps of pid ${process.pid}: permission denied; log in as its owner or root, or give CAP_SYS_PTRACE`,
    );
  }
  const status = files.get('status');
  const io = files.get('io');
  return {
    stat: parsed,
    status: status === undefined || status === '' ? null : parseStatus(status),
    memory: memoryMaps(files),
    threads: threadTimes(files.get('threads') ?? ''),
    io: io === undefined || io === '' ? null : parseProcessIo(io),
    numFds: parseSingleNumber(files.get('fds') ?? ''),
  };
}

function memoryMaps(files: ReadonlyMap<string, string>): MemoryMaps | null {
  const rollup = files.get('smaps_rollup') ?? '';
  if (rollup !== '') return parseSmapsRollup(rollup);
  const smaps = files.get('smaps') ?? '';
  return smaps === '' ? null : sumSmaps(smaps);
}

/** Lines `TID CPU_NS WAIT_NS SLICES`. */
function threadTimes(text: string): ThreadTimes | null {
  const tids: number[] = [];
  const cpuNs: number[] = [];
  let waitNs = 0;
  let timeslices = 0;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const blank = line.indexOf(' ');
    const thread = parseSchedstat(line.slice(blank + 1));
    const tid = parseSingleNumber(line.slice(0, blank));
    if (tid === null) throw parseError('threads', 'a thread id and its schedstat', line);
    tids.push(tid);
    cpuNs.push(thread.cpuNs);
    waitNs += thread.waitNs;
    timeslices += thread.timeslices;
  }
  return timeslices === 0 ? null : { tids, cpuNs, waitNs, timeslices };
}

function cgroupReading(files: ReadonlyMap<string, string>): CgroupReading | null {
  const text = (name: string): string => files.get(name) ?? '';
  const number = (name: string): number | null => parseSingleNumber(text(name));
  const isV1 = files.has('memory.usage_in_bytes');
  const stat = (key: string): number | null => keyedNumber(text('memory.stat'), key);
  const kib = (bytes: number | null): number | null => (bytes === null ? null : Math.round(bytes / 1024));
  const seconds = (value: number | null, per: number): number | null => (value === null ? null : value / per);
  const cpu = (key: string): number | null => keyedNumber(text('cpu.stat'), key);
  const reading: CgroupReading = {
    memoryKib: kib(number('memory.current') ?? number('memory.usage_in_bytes')),
    anonymousKib: kib(isV1 ? (stat('total_rss') ?? stat('rss')) : stat('anon')),
    fileKib: kib(isV1 ? (stat('total_cache') ?? stat('cache')) : stat('file')),
    swapKib: kib(isV1 ? stat('total_swap') : number('memory.swap.current')),
    cpuTimeS: seconds(cpu('usage_usec'), 1e6) ?? seconds(number('cpuacct.usage'), 1e9),
    throttledS: seconds(cpu('throttled_usec'), 1e6) ?? seconds(cpu('throttled_time'), 1e9),
    throttledPeriods: cpu('nr_throttled'),
  };
  return Object.values(reading).some((value) => value !== null) ? reading : null;
}
