// A footprint run of any length as the command line leaves it, without measuring: a server that warms up, holds its
// level with noise, spikes for single samples, and misses a reading now and then.
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';

/** Writes a run with `repeats` windows of `hours` at `hz` samples a second; gives how many samples it holds. */
export function writeSyntheticRun(runDir, { hours, hz, repeats }) {
  const cells = Array.from({ length: repeats }, (_, index) => cellOf(index + 1, hours * 3600, hz));
  for (const cell of cells)
    writeSamples(path.join(runDir, 'footprint', 'cells', cell.id), cell, hours * 3600, hz);
  writeFileSync(path.join(runDir, 'footprint', 'summary.json'), JSON.stringify(summaryOf(cells)));
  return cells.reduce((sum, cell) => sum + cell.samples_total, 0);
}

function cellOf(repeat, windowS, hz) {
  return {
    id: `rep${repeat}`,
    label: `repeat ${repeat}`,
    status: 'ok',
    failure: null,
    repeat,
    group: null,
    steady: true,
    steady_reason: 'flat',
    steady_from_s: 600,
    steady_part: 'classified',
    samples: (windowS - 600) * hz,
    samples_total: windowS * hz,
    uss_kib: 50_000 + repeat * 40,
    anonymous_kib: 46_000 + repeat * 40,
    cpu_cores: 0.1,
    num_threads: 12,
    private_clean_jumps: [],
    load: null,
    burst: null,
    churn: null,
    profiled: null,
    subjects: {},
  };
}

function writeSamples(dir, cell, windowS, hz) {
  mkdirSync(dir, { recursive: true });
  const handle = openSync(path.join(dir, 'samples.ndjson'), 'w');
  const random = generator(cell.repeat);
  let lines = [];
  for (let index = 0; index < windowS * hz; index += 1) {
    lines.push(JSON.stringify(sampleAt(index / hz, cell, random, index)));
    if (lines.length < 10_000) continue;
    writeSync(handle, `${lines.join('\n')}\n`);
    lines = [];
  }
  if (lines.length > 0) writeSync(handle, `${lines.join('\n')}\n`);
  closeSync(handle);
}

/** One sample of a cell's window. */
export function sampleAt(t_s, cell, random, index) {
  const spike = index % 100_003 === 50_000 ? 8192 : 0;
  const kib = Math.round(cell.uss_kib - 3000 * Math.exp(-t_s / 200) + spike + random() * 60);
  const unread = index % 70_001 === 35_000;
  return {
    subject: 'main',
    phase: 'window',
    format_version: 1,
    t_s,
    wall_time_ms: 1_795_000_000_000 + Math.round(t_s * 1000),
    pid: 4711,
    process_count: 1,
    uss_kib: unread ? null : kib,
    pss_kib: kib + 5000,
    rss_kib: kib + 20_000,
    anonymous_kib: unread ? null : kib - 4000,
    private_clean_kib: 4000,
    private_dirty_kib: kib - 4000,
    shared_clean_kib: 43_468,
    shared_dirty_kib: 0,
    swap_kib: 0,
    cpu_cores: 0.1 + random() * 0.02,
    cpu_time_s: t_s / 10,
    num_threads: 12,
    minor_faults: 12_389 + index,
    major_faults: 0,
    voluntary_ctxt_switches: index * 3,
    num_fds: 27,
  };
}

/** Numbers from 0 to 1, the same at every call (mulberry32). */
export function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function summaryOf(cells) {
  const about = (key, half) => {
    const values = cells.map((cell) => cell[key]);
    const middle = values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
    return { [`${key}_median`]: middle, [`${key}_lo95`]: middle - half, [`${key}_hi95`]: middle + half };
  };
  return {
    schema_version: 1,
    lane: 'footprint',
    status: 'ok',
    verdict: 'steady',
    headline: 'A synthetic server of about 49 MiB.',
    reason: 'made, not measured',
    profile: 'synthetic',
    quick: false,
    tool_version: '0.1.0',
    method_version: 1,
    started_at: '2026-01-01T00:00:00.000Z',
    finished_at: '2026-01-02T00:00:00.000Z',
    parameters: {},
    metadata: {},
    warnings: [],
    high_load: false,
    cells,
    cell: {
      repeats: cells.length,
      steady_count: `${cells.length}/${cells.length}`,
      ...about('uss_kib', 60),
      ...about('anonymous_kib', 60),
      ...about('cpu_cores', 0.001),
      ...about('num_threads', 0),
    },
  };
}
