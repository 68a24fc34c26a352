// Every parser of outside text, with texts that real programs wrote to begin from.
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runTargets } from './run-targets.js';
import { zstdText } from './zstd.js';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const file = (name) => readFileSync(path.join(ROOT, name), 'latin1');
const utf8 = (name) => readFileSync(path.join(ROOT, name), 'utf8');
const first = (text, lines) => text.split('\n').slice(0, lines).join('\n') + '\n';

const NONCE = 'abc123';
const frame = (stat, status) =>
  [
    `=${NONCE} begin 1 6006.36`,
    `=${NONCE} own 1234567`,
    `=${NONCE} process 2593`,
    `=${NONCE} file stat`,
    stat.trimEnd(),
    `=${NONCE} file status`,
    status.trimEnd(),
    `=${NONCE} file threads`,
    '2593 238966423 166874782 5840',
    `=${NONCE} file fds`,
    '17',
    `=${NONCE} nproc 2`,
    `=${NONCE} end`,
    '',
  ].join('\n');

const STAT =
  '2593 (gateway_node) S 1 2593 2593 0 -1 4194304 9000 0 0 0 150 60 0 0 20 0 21 0 5911 900000 4000 18446744073709551615 1 1 0 0 0 0 0 4096 81922 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0\n';
const HOSTILE_STAT = STAT.replace('gateway_node', ') R 1 (evil) \u00ff\n');
const STATUS =
  'Name:\tgateway_node\nState:\tS (sleeping)\nVmHWM:\t   84200 kB\nVmRSS:\t   84000 kB\nRssAnon:\t 42000 kB\nVmSwap:\t 0 kB\nThreads:\t21\nvoluntary_ctxt_switches:\t150\nnonvoluntary_ctxt_switches:\t6\n';
const MAP =
  '55d0-55d8 r-xp 00000000 08:01 131 /usr/bin/x (deleted)\nSize: 8 kB\nRss: 8 kB\nPss: 2 kB\nShared_Clean: 8 kB\nShared_Dirty: 0 kB\nPrivate_Clean: 0 kB\nPrivate_Dirty: 0 kB\nAnonymous: 0 kB\nSwap: 0 kB\nSwapPss: 0 kB\nVmFlags: rd ex mr\n';
const ROLLUP = MAP.replace(/^.*\n/, '55d0-7fff ---p 00000000 00:00 0 [rollup]\n').replace(
  'VmFlags: rd ex mr\n',
  '',
);
const COMPOSE =
  "services:\n  demo: {build: {context: .}, container_name: x, volumes: ['data:/d', './c:/c:ro'], ports: ['80:80'], environment: {A: '1'}}\n  ui: {image: 'ui:1'}\nvolumes: {data: {name: own}}\nnetworks: {lan: {name: l}}\n";
const CONFIG = {
  profile: 'reference',
  quick: true,
  footprint: { duration: 60, repeats: 3, interval: '1s' },
  scaling: { entities: [10, 50], 'refresh-ms': [200] },
};
const HOST_FILES = {
  '/proc/meminfo': 'MemTotal: 1000 kB\nSwapTotal: 0 kB\n',
  '/proc/cpuinfo': 'processor\t: 0\nmodel name\t: X\nflags\t: hypervisor\n',
  '/sys/devices/system/cpu/online': '0-3,5\n',
  '/etc/os-release': 'PRETTY_NAME="Debian"\n',
  '/proc/mounts': 'cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n',
  '/proc/loadavg': '0.1 0.2 0.3 1/2 3\n',
  '/sys/kernel/mm/transparent_hugepage/enabled': 'always [madvise] never\n',
};
const SAMPLE = {
  subject: 'main',
  phase: 'window',
  format_version: 1,
  t_s: 0,
  wall_time_ms: 1,
  pid: 7,
  uss_kib: 100,
  pss_kib: 110,
  rss_kib: 200,
  anonymous_kib: 90,
  private_clean_kib: 10,
  private_dirty_kib: 90,
  cpu_cores: 0.1,
  cpu_time_s: 1,
  num_threads: 3,
};
const LIVE = [
  '{"kind":"cell","pid":1,"lane":"footprint","index":0,"cells":2,"id":"rep1","label":"r","started_at":"2026-01-01T00:00:00Z"}',
  '{"kind":"phase","phase":"measuring","left_s":5}',
  '{"kind":"sample","at_s":1,"uss_kib":1,"anonymous_kib":1,"cpu_cores":0,"num_threads":1}',
  '',
].join('\n');
const FAULTS = {
  items: [
    { fault_code: 'A', status: 'CONFIRMED', severity: 3 },
    { fault_code: 'B', status: 'CLEARED' },
  ],
  'x-medkit': { count: 2 },
};
const BASELINE = {
  host: { cpu_model: 'X', nproc: 2 },
  footprint: { 'footprint.uss_kib_median': 5000 },
  scaling: { 'scaling.exponent': 1, 'scaling.ci_lo': 0.9, 'scaling.ci_hi': 1.1 },
};
const CELL = {
  id: 'rep1',
  label: 'repeat 1',
  status: 'ok',
  failure: null,
  repeat: 1,
  uss_kib: 5000,
  anonymous_kib: 4000,
  pss_kib: 5100,
  rss_kib: 9000,
  cpu_cores: 0.1,
  num_threads: 9,
  steady: true,
  steady_reason: 'settled',
  samples: 10,
  samples_total: 30,
  entity_count: 54,
};
const SUMMARY = {
  ...{
    schema_version: 1,
    tool_version: '0.1.0',
    lane: 'footprint',
    status: 'ok',
    verdict: 'steady',
    headline: 'x costs 5 MiB',
    reason: 'three repeats',
  },
  ...{
    quick: true,
    profile: { name: 'reference' },
    settings: { durationS: 8 },
    warnings: [{ code: 'few', message: 'only 1', next: '--repeats 5' }],
    started_at: '2026-01-01T00:00:00Z',
    finished_at: '2026-01-01T00:01:00Z',
  },
  ...{
    cell: {
      uss_kib_median: 5000,
      uss_kib_q1: 4900,
      uss_kib_q3: 5100,
      repeats: 3,
      steady_count: '3/3',
      uss_kib_values: [1, 2, 3],
    },
    cells: [CELL],
    metadata: { host: { nproc: 2, cpu_model: 'X' } },
  },
};
const GRAPH = {
  format: 'medkit-graph-1',
  nodes: [
    {
      name: 'n',
      namespace: '/a',
      publishers: [{ topic: '/t', type: 'std_msgs/msg/String' }],
      subscribers: [],
      services: [],
      parameters: {},
    },
  ],
};
const COUNTERS = {
  items: [{ id: 'a', codes: ['x', 'y'] }, { id: 'b' }],
  count: 2,
  'x-medkit': { n: { deep: 3 } },
};

/** Files a parser reads from disk: written anew for every try. */
function onDisk(dir, name, use) {
  const target = path.join(dir, name);
  mkdirSync(path.dirname(target), { recursive: true });
  return (text) => {
    writeFileSync(target, text);
    return use(target);
  };
}

/**
 * @param p the parsers
 * @returns `{ targets, close }`; a target has seeds (texts, or values with `json`), run(text), cost (1 cheap, 1000 dear)
 */
export async function fuzzTargets(p) {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-fuzz-'));
  const profiles = ['reference', 'nginx', 'redis', 'attach', 'ros2-medkit-local'].map((name) =>
    utf8(`profiles/${name}.yaml`),
  );
  const leak = (name) => file(`packages/leak-tools/test/fixtures/${name}`);
  const chunks = (text) => [
    Buffer.from(text.slice(0, text.length / 3), 'latin1'),
    Buffer.from(text.slice(text.length / 3), 'latin1'),
  ];
  const parsed = p.parseProfile(profiles[0], 'reference');
  const targets = [
    { name: 'proc stat', seeds: [STAT, HOSTILE_STAT], run: p.parseStat },
    { name: 'proc status', seeds: [STATUS], run: p.parseStatus },
    { name: 'proc smaps_rollup', seeds: [ROLLUP], run: p.parseSmapsRollup },
    { name: 'proc smaps', seeds: [MAP + MAP], run: p.sumSmaps },
    { name: 'proc schedstat', seeds: ['238966423 166874782 5840\n'], run: p.parseSchedstat },
    {
      name: 'proc io',
      seeds: [
        'rchar: 1\nwchar: 2\nsyscr: 3\nsyscw: 4\nread_bytes: 5\nwrite_bytes: 6\ncancelled_write_bytes: 0\n',
      ],
      run: p.parseProcessIo,
    },
    {
      name: 'proc cgroup',
      seeds: ['9:name=systemd:/\n4:memory:/docker/ab12\n0::/x\n'],
      run: p.parseCgroupPaths,
    },
    {
      name: 'proc cgroup of a container',
      seeds: [`4:memory:/docker/${'ab'.repeat(32)}\n`],
      run: (text) => p.belongsTo(text, 'ab'.repeat(32)),
    },
    {
      name: 'proc mountinfo',
      seeds: [
        '31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw\n35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n',
      ],
      run: p.parseCgroupMounts,
    },
    {
      name: 'cgroup keyed',
      seeds: ['usage_usec 5\nnr_throttled 7\n'],
      run: (text) => p.keyedNumber(text, 'nr_throttled'),
    },
    { name: 'cgroup number', seeds: ['4096\n', 'max\n'], run: p.parseSingleNumber },
    {
      name: 'host stat',
      seeds: ['cpu  7446 0 4833 1186634 303 0 107 9 0 0\ncpu0 1 2\n'],
      run: p.parseHostCpu,
    },
    { name: 'host loadavg', seeds: ['0.15 0.14 0.09 1/91 12676\n'], run: p.parseLoadAverage },
    { name: 'host uptime', seeds: ['6006.36 11866.35\n'], run: p.parseUptime },
    {
      name: 'host pressure',
      seeds: ['some avg10=6.12 avg60=2.00 avg300=0.50 total=123\n'],
      run: p.parsePressureAvg10,
    },
    {
      name: 'sample stream',
      seeds: [frame(STAT, STATUS), frame(HOSTILE_STAT, STATUS)],
      run: (text) => streamed(p, text),
    },
    {
      name: 'thread names',
      seeds: ['gateway_node\ndq.builtins\nrecv\n', 'a\u0000b\n\u001b[2J\n'],
      run: (text) => p.groupThreadNames(text.split('\n')),
    },
    { name: 'process name', seeds: ['gateway_node', '\u00c3\u00a9'], run: p.decodeName },
    { name: 'targets: stat', seeds: [STAT, HOSTILE_STAT], run: (text) => p.parseProcStat(7, text) },
    {
      name: 'targets: maps',
      seeds: [
        '7f00-7f01 r-xp 00000000 08:01 131 /usr/lib/libjemalloc.so.2\n7f02-7f03 r--p 0 0:0 0 /x y (deleted)\n',
      ],
      run: (text) => p.allocatorOf(p.librariesInMaps(text)),
    },
    {
      name: 'targets: host files',
      seeds: [HOST_FILES],
      json: true,
      run: (_, value) => p.parseHost(textsOf(value)),
    },
    { name: 'targets: environment', seeds: ['A=1\0B=x=y\0=z\0junk\0'], run: p.parseEnvironment },
    { name: 'targets: process table', seeds: ['1 0\n7 1\n8 7\n'], run: p.parentsFrom },
    { name: 'leak-tools: process table', seeds: [STAT + HOSTILE_STAT], run: p.parseStats },
    {
      name: 'known_hosts',
      seeds: [
        '[127.0.0.1]:22 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ\n|1|abcd=|efgh= ssh-rsa AAAA\n@revoked * ssh-rsa AAAA # x\n',
      ],
      run: p.parseKnownHosts,
    },
    { name: 'ssh address', seeds: ['me@host:22', 'ssh://me@[::1]:22'], run: p.parseSshAddress },
    {
      name: 'docker log stream',
      seeds: ['\u0001\0\0\0\0\0\0\u0005hello\u0002\0\0\0\0\0\0\u0003err'],
      run: (text) => new p.FrameSplitter().push(Buffer.from(text, 'latin1')).length,
    },
    {
      name: 'docker error',
      seeds: [
        {
          statusCode: 409,
          json: { message: 'is not running' },
          reason: 'x',
          code: 'ECONNREFUSED',
          message: 'm',
        },
      ],
      json: true,
      run: (_, value) => void p.dockerError(engineError(value), 'asking', ENGINE),
    },
    {
      name: 'compose file',
      seeds: [COMPOSE],
      cost: 100,
      run: (text) =>
        p.isolatedCompose(text, '/d', {
          service: 'demo',
          ports: { main: 8080 },
          mounts: [{ host: '/h', container: '/c' }],
        }),
    },
    {
      name: 'heaptrack_print text',
      seeds: [first(leak('gateway.print.txt'), 60), first(leak('leaky.print.txt'), 60)],
      cost: 5,
      run: p.parseHeaptrackText,
    },
    {
      name: 'heaptrack trace',
      seeds: [first(zstdText(path.join(ROOT, 'packages/leak-tools/test/fixtures/leaky.heaptrack.zst')), 400)],
      cost: 20,
      run: (text) => p.readHeaptrackTrace(chunks(text)),
    },
    {
      name: 'valgrind text',
      seeds: [first(leak('gateway.valgrind.txt'), 80), first(leak('structures.valgrind.txt'), 80)],
      cost: 5,
      run: (text) => p.parseMemcheckText(text),
    },
    {
      name: 'valgrind XML',
      seeds: [leak('structures.valgrind.xml')],
      cost: 20,
      run: (text) => p.readMemcheckXml(chunks(text)),
    },
    { name: 'profile YAML', seeds: profiles, cost: 400, run: (text) => used(p, text) },
    { name: 'profile values', seeds: [valueOf(parsed)], json: true, cost: 400, run: (text) => used(p, text) },
    {
      name: 'configuration',
      seeds: [CONFIG],
      json: true,
      cost: 10,
      run: (_, value) => p.validateConfig(value, 'config'),
    },
    {
      name: 'environment of the CLI',
      seeds: [{ MEDKIT_BENCH_PROFILE: 'x', MEDKIT_BENCH_FOOTPRINT_DURATION: '5m', MEDKIT_BENCH_QUICK: '1' }],
      json: true,
      cost: 10,
      run: (_, value) => p.configFromEnvironment(textsOf(value)),
    },
    {
      name: 'durations',
      seeds: ['300', '5m', '1h30m', '250ms'],
      run: (text) => p.parseDurationS(text, '--duration'),
    },
    { name: 'count lists', seeds: ['10,30,60', '1'], run: (text) => p.parseCountList(text, '--entities') },
    { name: 'shares', seeds: ['2%', '0.02'], run: (text) => p.parseShare(text, '--precision') },
    {
      name: 'assignments',
      seeds: ['a.b=1', 'x=[1,2]', 'fault_manager:snapshots.enabled=true'],
      cost: 20,
      run: (text) => p.parseAssignments([text], '--set'),
    },
    {
      name: 'params YAML',
      seeds: [
        'ros2_medkit_gateway:\n  ros__parameters:\n    refresh_interval_ms: 1000\n    reference: {x: 1.0}\n',
      ],
      cost: 100,
      run: (text) => p.askParams(parsed.params, { refresh_interval_ms: 200 }, {}, text),
    },
    {
      name: 'expressions',
      seeds: ['uss_kib / entity_count', 'cpu_cores > 0.8 and num_threads < 40', '40 MiB to KiB', 'sqrt(2)^3'],
      cost: 60,
      run: (text) =>
        p.evaluateExpression(
          text.slice(0, 300),
          { uss_kib: 5, entity_count: 2, cpu_cores: 0.1, num_threads: 3 },
          'derived',
        ),
    },
    {
      name: 'budgets',
      seeds: ['footprint.uss_kib_median < 40 MiB', 'p95(load.p95_ms) <= 200 ms'],
      run: p.parseBudget,
    },
    {
      name: 'metric names',
      seeds: ['footprint.uss_kib_median', 'scaling.exponent[1000]'],
      run: p.parseMetricName,
    },
    {
      name: 'comparison profile',
      seeds: [{ metrics: { 'footprint.uss_kib': { rel: 0.05 } } }],
      json: true,
      cost: 5,
      run: (_, value) => p.checkComparisonProfile(value),
    },
    {
      name: 'sampler command line',
      seeds: ['--pid 7 --interval 1 --duration 5 --format ndjson', '--ssh me@h:22 --pid 1 --out x'],
      run: (text) => p.parseCommandLine(text.split(' ')),
    },
    {
      name: 'SSE stream',
      seeds: ['id: 1\nevent: fault_confirmed\ndata: {"timestamp": 1.5}\n\n:keepalive\n\nretry: 10\n'],
      cost: 2,
      run: (text) => sse(p, text),
    },
    {
      name: 'SSE event',
      seeds: [
        { timestamp: 1.5, event_type: 'x' },
        { timestamp: '2026-01-01T00:00:00.000Z', payload: 1 },
      ],
      json: true,
      run: (text) => p.eventTimeMs(text),
    },
    {
      name: 'HTTP answer: count',
      seeds: [COUNTERS],
      json: true,
      run: (text) => [
        p.countAt(text, 'items'),
        p.countAt(text, 'items[].codes'),
        p.countAt(text, 'x-medkit.n.deep'),
      ],
    },
    { name: 'HTTP answer: faults', seeds: [FAULTS], json: true, run: p.confirmedIn },
    { name: 'graph file', seeds: [GRAPH], json: true, run: (_, value) => p.readGraphFile(value) },
    {
      name: 'baseline',
      seeds: [BASELINE],
      json: true,
      cost: 5,
      run: (text) => p.parseBaseline(text, 'baseline.json'),
    },
    {
      name: 'history',
      seeds: ['{"schema_version":1,"run":"a","at":"2026-01-01T00:00:00Z","host":"h","metrics":{}}\n'],
      cost: 100,
      run: onDisk(dir, 'history.ndjson', p.readHistory),
    },
    { name: 'summary', seeds: [SUMMARY], json: true, cost: 5, run: (_, value) => void p.parseSummary(value) },
    {
      name: 'plan',
      seeds: [
        { schema_version: 1, lane: 'footprint', profile: {}, settings: {}, cells: ['a'], created_at: 'x' },
      ],
      json: true,
      cost: 50,
      run: onDisk(dir, 'plan.json', () => p.readPlan(dir)),
    },
    {
      name: 'sample records',
      seeds: [`${JSON.stringify(SAMPLE)}\n`.repeat(3)],
      cost: 50,
      run: onDisk(dir, 'cells/c/samples.ndjson', () => [...p.readSamples(dir, 'c')].length),
    },
    {
      name: 'live feed',
      seeds: [LIVE],
      cost: 50,
      run: onDisk(dir, 'live.ndjson', () => new p.LiveTail(dir).read()),
    },
  ];
  targets.push(...(await runTargets(p, dir)));
  return { targets, dir, close: () => rmSync(dir, { recursive: true, force: true }) };
}

const ENGINE = { url: 'unix:///s', source: 'default', tls: null };
/** An error as the engine's client throws it: what the engine answered hangs on it. */
const engineError = (value) => {
  const error = new Error();
  // Not assigned: what came by the wire is never the prototype of the error that carries it.
  if (typeof value === 'object' && value !== null)
    Object.defineProperties(error, Object.getOwnPropertyDescriptors(value));
  return Object.defineProperty(error, 'message', { value: String(JSON.stringify(value)) });
};

const textsOf = (value) =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value).map(([key, one]) => [key, typeof one === 'string' ? one : undefined]),
      )
    : {};

const valueOf = ({ dir: _dir, ...rest }) => JSON.parse(JSON.stringify(rest));

/** A profile that is accepted must also be usable: for every lane, with its variables set. */
function used(p, text) {
  const profile = p.parseProfile(text, 'fuzzed', '/tmp');
  for (const lane of ['footprint', 'fault', 'memcheck']) p.forLane(p.setVars(profile, {}), lane);
  return profile.name;
}

function streamed(p, text) {
  const readings = [];
  const parser = new p.FrameParser(NONCE, (event) => {
    if (event.kind === 'frame') readings.push(p.readingOfFrame(event.frame, 2593, () => undefined));
  });
  for (let at = 0; at < text.length; at += 97) parser.push(text.slice(at, at + 97));
  return readings;
}

function sse(p, text) {
  let events = 0;
  const count = () => (events += 1);
  const reader = new p.SseReader({ onEvent: count, onComment: count, onRetry: count });
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; at += 61) if (!reader.feed(bytes.subarray(at, at + 61))) break;
  return events;
}
