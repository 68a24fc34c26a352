import fc from 'fast-check';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { cell, footprint, HOST, runFolder, temporaryFolder } from '../../test/build-run.js';
import { isBaselineError } from '../errors.js';
import { readRun } from '../run/read-run.js';
import { baselineFromRun, type BaselineFile } from './baseline-file.js';
import { parseBaseline, readBaseline } from './read-baseline.js';
import { updateBaseline } from './update-baseline.js';

async function example(): Promise<BaselineFile> {
  const cells = [50_000, 50_100, 49_900].map((kib) => cell(kib));
  return baselineFromRun(await readRun(await runFolder({ footprint: footprint(cells) })), new Date(0));
}

/** The error that text is refused with; fails when it is taken, or refused by anything but one clear error. */
function refusal(text: string): { code: string; message: string; next: string | null } {
  try {
    parseBaseline(text, 'b.json');
  } catch (error) {
    if (isBaselineError(error)) return error;
    throw error;
  }
  throw new Error('it was taken');
}

describe('a baseline file that is not one', () => {
  it.each<[string, (file: Record<string, unknown>) => unknown, RegExp]>([
    ['another schema version', (file) => ({ ...file, schema_version: 2 }), /schema_version 2.*reads 1/],
    ['an unknown field', (file) => ({ ...file, extra: 1 }), /unknown field extra/],
    ['a missing field', ({ created_at: _gone, ...rest }) => rest, /at created_at/],
    ['a host without a key', (file) => ({ ...file, host: { cpu_model: 'x' } }), /at host > nproc/],
    [
      'a misspelt lane field',
      (file) => lane(file, { metricks: {} }),
      /at lanes > footprint: unknown field metricks/,
    ],
    ['text for a figure', (file) => metric(file, { values: ['1'], median: 1 }), /uss_kib > values > 0/],
    ['no repeats', (file) => metric(file, { values: [], median: 1 }), /uss_kib > values/],
    ['cores below one', (file) => ({ ...file, host: { ...HOST, nproc: 0 } }), /at host > nproc/],
    ['a list', () => [], /is not a baseline/],
    ['null', () => null, /is not a baseline/],
    ['other JSON', () => ({ name: 'x' }), /is not a baseline/],
  ])('%s is refused, naming the field', async (_what, damage, message) => {
    const file = JSON.parse(JSON.stringify(await example())) as Record<string, unknown>;
    const refused = refusal(JSON.stringify(damage(file)));
    expect(refused.message).toMatch(message);
    expect(refused.next).not.toBeNull();
  });

  function lane(file: Record<string, unknown>, over: object): unknown {
    const lanes = file['lanes'] as Record<string, object>;
    return { ...file, lanes: { footprint: { ...lanes['footprint'], ...over } } };
  }
  function metric(file: Record<string, unknown>, over: object): unknown {
    return lane(file, { metrics: { 'footprint.uss_kib': { kind: 'sample', ...over } } });
  }

  it.each([
    ['NaN', /holds NaN after .*median/],
    ['Infinity', /holds Infinity after .*median/],
  ])('%s as a figure is refused by name', async (word, message) => {
    const text = JSON.stringify(await example()).replace(/"median":[\d.]+/, `"median":${word}`);
    expect(refusal(text).message).toMatch(message);
  });

  it('empty, binary and missing files and folders are one clear error', async () => {
    expect(refusal('').message).toMatch(/it is empty/);
    expect(refusal('\u0000\u0001PNG').message).toMatch(/not valid JSON/);
    const folder = await temporaryFolder();
    await expect(readBaseline(path.join(folder, 'none.json'))).rejects.toMatchObject({
      code: 'MEDKIT_BASELINE_MISSING',
    });
    await expect(readBaseline(folder)).rejects.toMatchObject({ code: 'MEDKIT_BASELINE_INVALID' });
  });

  it('a file cut short anywhere is refused, and never taken for a whole one', async () => {
    const text = JSON.stringify(await example());
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length - 1 }), (at) => {
        expect(refusal(text.slice(0, at)).code).toMatch(/^MEDKIT_BASELINE_/);
      }),
    );
  });

  it('no text at all brings it down', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.jsonValue().map((value) => JSON.stringify(value)),
        ),
        (text) => {
          expect(refusal(text).code).toMatch(/^MEDKIT_BASELINE_/);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a baseline file', () => {
  const figure = fc.double({ noNaN: true, noDefaultInfinity: true });
  const text = fc.option(fc.string({ maxLength: 12 }));
  const metric = fc.oneof(
    fc.record({
      kind: fc.constant('sample'),
      values: fc.option(fc.array(figure, { minLength: 1, maxLength: 5 })),
      median: figure,
    }),
    fc.record({
      kind: fc.constant('interval'),
      estimate: figure,
      lo: fc.option(figure),
      hi: fc.option(figure),
    }),
    fc.record({ kind: fc.constant('count'), value: figure }),
  );
  const lane = fc.record({
    tool_version: text,
    method_version: fc.option(fc.integer()),
    profile: text,
    quick: fc.option(fc.boolean()),
    high_load: fc.option(fc.boolean()),
    gateway_commit: text,
    run: text,
    started_at: text,
    finished_at: text,
    steady_count: text,
    parameters: fc.option(
      fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }),
    ),
    params_in_force: fc.constant(null),
    metrics: fc.dictionary(fc.string({ minLength: 1, maxLength: 12 }), metric, { maxKeys: 4 }),
    threads: fc.dictionary(
      fc.string({ maxLength: 5 }),
      fc.dictionary(fc.string({ maxLength: 5 }), figure, { maxKeys: 2 }),
      { maxKeys: 2 },
    ),
  });
  const file = fc.record({
    schema: fc.constant('medkit-bench/baseline'),
    schema_version: fc.constant(1),
    created_at: fc.string(),
    updated_at: fc.string(),
    host: fc.record({
      cpu_model: text,
      nproc: fc.option(fc.integer({ min: 1, max: 512 })),
      mem_total_kib: fc.option(fc.integer({ min: 1, max: 2 ** 40 })),
      kernel: text,
      governor: text,
      virtualisation: text,
    }),
    lanes: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), lane, { maxKeys: 3 }),
  });

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(file, (written) => {
        const json = JSON.stringify(written);
        expect(JSON.parse(JSON.stringify(parseBaseline(json, 'b.json').baseline))).toEqual(JSON.parse(json));
      }),
      { numRuns: 100 },
    );
  });

  it('with a key more, less or renamed at any depth is refused, never half read', async () => {
    const whole = JSON.parse(JSON.stringify(await example())) as Record<string, unknown>;
    const depth = fc.constantFrom(
      ['host'],
      [],
      ['lanes', 'footprint'],
      ['lanes', 'footprint', 'metrics', 'footprint.uss_kib'],
    );
    fc.assert(
      fc.property(
        depth,
        fc.nat(20),
        fc.stringMatching(/^[a-z]{6,9}$/),
        fc.boolean(),
        (where, which, name, rename) => {
          const copy = structuredClone(whole);
          const part = where.reduce((at, key) => at[key] as Record<string, unknown>, copy);
          const keys = Object.keys(part);
          const key = keys[which % keys.length]!;
          if (rename) part[name] = part[key];
          delete part[key];
          expect(refusal(JSON.stringify(copy)).code).toMatch(/^MEDKIT_BASELINE_/);
        },
      ),
    );
  });
});

describe('a run that no baseline may be taken from', () => {
  const cells = [50_000, 50_100, 49_900].map((kib) => cell(kib));
  const base = footprint(cells);

  it('a lane that did not finish, or whose summary is cut short', async () => {
    const half = await runFolder({ footprint: base });
    mkdirSync(path.join(half, 'scaling/cells'), { recursive: true });
    await expect(readRun(half)).rejects.toMatchObject({
      code: 'MEDKIT_RUN_INCOMPLETE',
      message: expect.stringMatching(/lane scaling .* did not finish/),
    });
    // What is whole may still be looked at by itself.
    expect(Object.keys((await readRun(half, { lanes: ['footprint'] })).lanes)).toEqual(['footprint']);
    const text = JSON.stringify(base);
    const cut = await runFolder({ footprint: text.slice(0, text.length / 2) });
    await expect(readRun(cut)).rejects.toMatchObject({ code: 'MEDKIT_RUN_INVALID' });
    const other = await runFolder({ footprint: { ...base, schema_version: 9 } });
    await expect(readRun(other)).rejects.toMatchObject({
      message: expect.stringMatching(/schema_version 9/),
    });
    const list = await runFolder({ footprint: '[]' });
    await expect(readRun(list)).rejects.toMatchObject({ code: 'MEDKIT_RUN_INVALID' });
    const nan = await runFolder({ footprint: text.replace('50000', 'NaN') });
    await expect(readRun(nan)).rejects.toMatchObject({
      message: expect.stringMatching(/NaN after .*uss_kib/),
    });
  });

  it('two hosts in one run, naming what differs', async () => {
    const folder = await runFolder({
      footprint: base,
      load: { ...base, lane: 'load', metadata: { host: { ...HOST, cpu_model: 'Other' } } },
    });
    await expect(readRun(folder)).rejects.toMatchObject({
      code: 'MEDKIT_RUN_TWO_HOSTS',
      message: expect.stringMatching(/cpu_model/),
    });
  });

  it('a clock that went backwards is said, and does not stop it', async () => {
    const folder = await runFolder({
      footprint: { ...base, started_at: '2026-01-02T00:00:00.000Z', finished_at: '2026-01-01T00:00:00.000Z' },
    });
    const run = await readRun(folder);
    expect(run.notes.map((note) => note.code)).toEqual(['clock-backwards']);
    const file = path.join(folder, 'b.json');
    await updateBaseline(file, run, { now: new Date(0) });
    // The clock of a later update may be behind as well: the file is written all the same.
    const again = await updateBaseline(file, run, { now: new Date(-1000) });
    expect(again.updated_at < again.created_at).toBe(true);
  });

  it('nothing measured, a busy host, and a baseline of another host or version in the way', async () => {
    const folder = await temporaryFolder();
    const file = path.join(folder, 'b.json');
    const empty = await readRun(await runFolder({ footprint: footprint([]) }));
    await expect(updateBaseline(file, empty)).rejects.toMatchObject({
      message: expect.stringMatching(/measured nothing/),
    });
    const run = await readRun(await runFolder({ footprint: base }));
    await updateBaseline(file, run);
    const other = await readRun(
      await runFolder({ footprint: { ...base, metadata: { host: { ...HOST, nproc: 64 } } } }),
    );
    await expect(updateBaseline(file, other)).rejects.toMatchObject({
      message: expect.stringMatching(/host\.nproc is 2/),
    });
    expect((await readBaseline(file)).baseline.host.nproc).toBe(2);
    writeFileSync(file, JSON.stringify({ schema_version: 7 }));
    await expect(updateBaseline(file, run)).rejects.toMatchObject({ code: 'MEDKIT_BASELINE_VERSION' });
  });
});
