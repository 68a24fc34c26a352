import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Captured, runMain } from '../../test/run-main.js';
import { writeFootprint } from '../../test/written-run.js';
import { openFile } from '../report/open-report.js';
import { resolveGlobals } from './globals.js';
import { reportCommand } from './report.js';

let dir: string;
beforeEach(async () => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-report-'));
  await writeFootprint(path.join(dir, 'run'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const io = (isTTY = false) => {
  const stdout = Object.assign(new Captured(), { isTTY });
  return { stdout, stderr: new Captured(), env: {}, signal: new AbortController().signal };
};
const run = (...args: string[]): ReturnType<typeof runMain> => runMain([...args, '--results-dir', dir]);

describe('--export', () => {
  it('writes every format asked for, and leaves nothing half written', async () => {
    const out = path.join(dir, 'out');
    const wanted = ['--export', `junit=${out}/j.xml`, '--export', `csv=${out}/r.csv`];
    expect(await run('report', 'run', ...wanted)).toMatchObject({ code: 0 });
    expect(readdirSync(out).sort()).toEqual(['j.xml', 'r.csv']);
    expect(readFileSync(path.join(out, 'j.xml'), 'utf8')).toContain('<testsuite');
  });

  it('gives standard output to an export alone', async () => {
    const { code, stdout } = await run('report', 'run', '--export', 'json=-');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ summaries: [{ lane: 'footprint' }] });
  });

  it.each([
    ['an unknown format', ['report', 'run', '--export', 'xlsx=a'], /'xlsx'\n {2}next: one of json, csv/],
    ['no file', ['report', 'run', '--export', 'csv'], /names no file/],
    ['two on standard output', ['report', 'run', '--export', 'csv=-', '--json'], /mixed on standard/],
    ['an unknown format, before a lane measures', ['footprint', '--export', 'xlsx=a'], /no format 'xlsx'/],
  ])('refuses %s', async (_what, args, message) => {
    expect(await run(...args)).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
  });
});

it('refuses a summary of another version, and names both', async () => {
  const file = path.join(dir, 'run', 'footprint', 'summary.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"schema_version": 1', '"schema_version": 0'));
  expect(await run('report', 'run')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/schema_version 0; this version reads schema_version 1. Report it with/),
  });
});

it.each([
  ['a version that is no number', { schema_version: { toString: 1 } }, /has schema_version an object/],
  ['text that is none', { headline: { a: 1 } }, /"headline" must be a string; got an object/],
  [
    'a text of a cell that is none',
    { cells: [{ id: [] }] },
    /"cells\[0\]\.id" must be a string; got an array/,
  ],
  ['a burst that is none', { cells: [{ burst: 'x' }] }, /"cells\[0\]\.burst" must be an object/],
  ['no cells', { cells: undefined }, /is not the summary of footprint/],
  ['another lane', { lane: 'sweep' }, /is not the summary of footprint: it is one of sweep/],
])('refuses a damaged summary with %s in words', async (_, over, message) => {
  const file = path.join(dir, 'run', 'footprint', 'summary.json');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...over }));
  expect(await run('report', 'run')).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
});

it('refuses a summary that nests without end', async () => {
  const file = path.join(dir, 'run', 'footprint', 'summary.json');
  writeFileSync(file, `{"metadata":${'['.repeat(200_000)}${']'.repeat(200_000)}}`);
  const message = /nests deeper than 100 levels/;
  expect(await run('report', 'run')).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
});

describe('--open', () => {
  it('opens the page on a terminal only; elsewhere prints its path', async () => {
    const globals = await resolveGlobals({ resultsDir: dir }, {});
    const opened: string[] = [];
    const open = (file: string): Promise<void> => Promise.resolve(void opened.push(file));
    const piped = io();
    await reportCommand('run', { open: true }, globals, piped, open);
    expect(opened).toEqual([]);
    expect(piped.stdout.text).toContain('report.html\n');
    await reportCommand('run', { open: true }, globals, io(true), open);
    expect(opened).toEqual([path.join(dir, 'run', 'report.html')]);
  });

  it('says so where nothing can open it', async () => {
    await expect(openFile('/x.html', 'no-such-opener')).rejects.toMatchObject({ exitCode: 2 });
  });
});
