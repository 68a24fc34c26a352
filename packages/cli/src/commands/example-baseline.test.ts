import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import type { BaselineFile, MeasuredLane } from '@medkit-bench/baseline';
import { hostKey, readBaseline, ruleOf } from '@medkit-bench/baseline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../main.js';

const FOLDER = path.resolve(import.meta.dirname, '../../../../baseline');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-example-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

class Captured extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** Compares a run with the example; gives the exit code and what was said. */
async function compare(name: string, file: string): Promise<{ code: number; said: string }> {
  const out = new Captured();
  const args = ['compare', '--run', path.join(dir, name), '--lanes', 'footprint', '--baseline', file];
  const io = { stdout: out, stderr: out, env: {}, signal: new AbortController().signal };
  return { code: await main(args, io), said: out.text };
}

/** The footprint of the example as a run, its memory and CPU multiplied. */
function writeRun(name: string, baseline: BaselineFile, factor: number, host: object = {}): void {
  const lane = baseline.lanes['footprint'] as MeasuredLane;
  const values = (metric: string): number[] => {
    const record = lane.metrics[`footprint.${metric}`];
    return record?.kind === 'sample' ? (record.values ?? []) : [];
  };
  const names = Object.keys(lane.metrics).map((full) => full.replace('footprint.', ''));
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
    expect((await compare('same', file)).code).toBe(0);
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
