import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { BaselineFile, MeasuredLane } from '@medkit-bench/baseline';
import { hostKey, readBaseline, ruleOf } from '@medkit-bench/baseline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runMain } from '../../test/run-main.js';

const FOLDER = path.resolve(import.meta.dirname, '../../../../baseline');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-example-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

/** Compares a run with the example; gives the exit code and what was said. */
async function compare(name: string, file: string): Promise<{ code: number; said: string }> {
  const args = ['compare', '--run', path.join(dir, name), '--lanes', 'footprint', '--baseline', file];
  const { code, stdout, stderr } = await runMain(args);
  return { code, said: stdout + stderr };
}

/** The footprint of the example as a run, its memory and CPU multiplied. */
function writeRun(name: string, baseline: BaselineFile, factor: number, host: object = {}): void {
  const lane = baseline.lanes['footprint'] as MeasuredLane;
  const values = (metric: string): number[] => {
    const record = lane.metrics[`footprint.${metric}`];
    return record?.kind === 'sample' ? (record.values ?? []) : [];
  };
  // What has a value a repeat stands in the cells; what is worked out of the whole lane does not.
  const named = Object.entries(lane.metrics).map(
    ([full, record]) => [full.replace('footprint.', ''), record] as const,
  );
  const names = named.map(([metric]) => metric).filter((metric) => values(metric).length > 0);
  const derived = named.flatMap(([metric, record]) =>
    record.kind === 'sample' && record.values === null && record.median !== null
      ? [[metric, record.median * factor] as const]
      : [],
  );
  const cells = values('uss_kib').map((_, i) => ({
    id: `rep${i + 1}`,
    status: 'ok',
    steady: true,
    ...Object.fromEntries(
      names.map((metric) => [metric, (values(metric)[i] ?? 0) * (metric === 'num_threads' ? 1 : factor)]),
    ),
  }));
  const { metrics: _metrics, threads: _threads, ...about } = lane;
  mkdirSync(path.join(dir, name, 'footprint'), { recursive: true });
  writeFileSync(
    path.join(dir, name, 'footprint/summary.json'),
    JSON.stringify({
      schema_version: 1,
      status: 'ok',
      ...about,
      metadata: { host: { ...baseline.host, ...host } },
      cells,
      cell: { steady_count: about.steady_count },
      derived: { footprint: Object.fromEntries(derived) },
    }),
  );
}

describe.each(FILES)('the example baseline %s', (name) => {
  const file = path.join(FOLDER, name);

  it('is a baseline of the reference gateway, named after its host, with enough repeats to gate', async () => {
    const { baseline, format } = await readBaseline(file);
    expect(format).toBe('medkit-bench');
    expect(`${hostKey(baseline.host)}.json`).toBe(name);
    expect(baseline.lanes['footprint']).toMatchObject({
      profile: 'reference',
      high_load: false,
      quick: false,
    });
    const gated = Object.entries(baseline.lanes['footprint']?.metrics ?? {}).filter(
      ([metric]) => ruleOf(metric).gate,
    );
    expect(gated.length).toBeGreaterThanOrEqual(4);
    for (const [, record] of gated) expect(record).toMatchObject({ values: { length: 5 } });
    expect(readFileSync(path.join(FOLDER, 'README.md'), 'utf8')).toMatch(/update-baseline/);
  });

  it('is silent about itself, and fires at a good ten percent more', async () => {
    const { baseline } = await readBaseline(file);
    writeRun('same', baseline, 1);
    expect(await compare('same', file)).toMatchObject({ code: 0 });
    writeRun('more', baseline, 1.12);
    expect(await compare('more', file)).toMatchObject({ code: 1, said: expect.stringMatching(/regressed/) });
  });

  it('is refused to another machine, naming what differs', async () => {
    const { baseline } = await readBaseline(file);
    writeRun('elsewhere', baseline, 1, { nproc: 64 });
    expect(await compare('elsewhere', file)).toMatchObject({
      code: 2,
      said: expect.stringMatching(/host\.nproc differs/),
    });
  });
});

it('there is an example', () => expect(FILES).not.toEqual([]));
