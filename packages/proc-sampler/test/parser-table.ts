import { fixture } from './fixture.ts';
import { keyedNumber, parseCgroupMounts, parseCgroupPaths, parseSingleNumber } from '../src/parse/cgroup.js';
import { parseHostCpu, parseLoadAverage, parsePressureAvg10, parseUptime } from '../src/parse/host.js';
import { parseProcessIo } from '../src/parse/process-io.js';
import { parseSchedstat } from '../src/parse/schedstat.js';
import { parseSmapsRollup, sumSmaps } from '../src/parse/smaps.js';
import { parseStat } from '../src/parse/stat.js';
import { parseStatus } from '../src/parse/status.js';
import { FrameParser } from '../src/stream/frame-parser.js';
import { readingOfFrame } from '../src/stream/frame-reading.js';

/** A parser with a text that a real kernel (or our script) wrote. */
export interface ParserCase {
  name: string;
  text: string;
  parse: (text: string) => unknown;
}

export const FRAME_NONCE = 'abc123';

/** A frame as the stream script writes it. */
export const FRAME_TEXT: string = [
  `=${FRAME_NONCE} begin 1 6006.36`,
  `=${FRAME_NONCE} own 1234567`,
  `=${FRAME_NONCE} process 2593`,
  `=${FRAME_NONCE} file stat`,
  fixture('gateway-cyclone/stat').trimEnd(),
  `=${FRAME_NONCE} file status`,
  fixture('gateway-cyclone/status').trimEnd(),
  `=${FRAME_NONCE} file threads`,
  '2593 238966423 166874782 5840',
  '2597 79498 96774 1',
  `=${FRAME_NONCE} file io`,
  fixture('gateway-cyclone/io').trimEnd(),
  `=${FRAME_NONCE} file smaps_rollup`,
  fixture('gateway-cyclone/smaps_rollup').trimEnd(),
  `=${FRAME_NONCE} file fds`,
  '17',
  `=${FRAME_NONCE} file memory.current`,
  '50331648',
  `=${FRAME_NONCE} file loadavg`,
  '0.15 0.14 0.09 1/91 12676',
  `=${FRAME_NONCE} file hoststat`,
  'cpu  7446 0 4833 1186634 303 0 107 9 0 0',
  `=${FRAME_NONCE} nproc 2`,
  `=${FRAME_NONCE} end`,
  '',
].join('\n');

function parseFrames(text: string): unknown[] {
  const readings: unknown[] = [];
  const parser = new FrameParser(FRAME_NONCE, (event) => {
    if (event.kind === 'frame') readings.push(readingOfFrame(event.frame, 2593, () => undefined));
  });
  parser.push(text);
  return readings;
}

/** The first four mappings: mutations of the whole file would take long and hit the same lines. */
const SMAPS = fixture('nginx/smaps').split('\n').slice(0, 104).join('\n') + '\n';

const MOUNTINFO = `31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
`;

export const PARSERS: readonly ParserCase[] = [
  { name: 'stat', text: fixture('gateway-cyclone/stat'), parse: parseStat },
  { name: 'status', text: fixture('gateway-cyclone/status'), parse: parseStatus },
  { name: 'smaps_rollup', text: fixture('gateway-cyclone/smaps_rollup'), parse: parseSmapsRollup },
  { name: 'smaps', text: SMAPS, parse: sumSmaps },
  { name: 'schedstat', text: fixture('gateway-cyclone/schedstat'), parse: parseSchedstat },
  { name: 'io', text: fixture('gateway-cyclone/io'), parse: parseProcessIo },
  { name: 'cgroup', text: '9:name=systemd:/\n4:memory:/docker/ab12\n0::/x\n', parse: parseCgroupPaths },
  { name: 'mountinfo', text: MOUNTINFO, parse: parseCgroupMounts },
  {
    name: 'cpu.stat',
    text: 'usage_usec 5\nnr_throttled 7\n',
    parse: (text) => keyedNumber(text, 'nr_throttled'),
  },
  { name: 'memory.current', text: '4096\n', parse: parseSingleNumber },
  { name: '/proc/stat', text: 'cpu  7446 0 4833 1186634 303 0 107 9 0 0\ncpu0 1 2\n', parse: parseHostCpu },
  { name: '/proc/loadavg', text: '0.15 0.14 0.09 1/91 12676\n', parse: parseLoadAverage },
  { name: '/proc/uptime', text: '6006.36 11866.35\n', parse: parseUptime },
  {
    name: 'pressure',
    text: 'some avg10=6.12 avg60=2.00 avg300=0.50 total=123\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n',
    parse: parsePressureAvg10,
  },
  { name: 'frame', text: FRAME_TEXT, parse: parseFrames },
];
