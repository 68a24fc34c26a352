import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

// The steps of the action with the built command line and the embedded gateway: measured, taken as the baseline,
// compared with it, and with one from before the server grew.

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-action-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

function step(script: string, env: Record<string, string>): Record<string, string> {
  const output = path.join(dir, `${script}-${Object.keys(env).length}.out`);
  rmSync(output, { force: true });
  const done = spawnSync(process.execPath, [path.join(import.meta.dirname, script)], {
    cwd: dir,
    encoding: 'utf8',
    env: {
      ...process.env,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: path.join(dir, 'summary.md'),
      MEDKIT_RESULTS: 'runs',
      MEDKIT_RUN: 'one',
      MEDKIT_BASELINE: path.join(dir, 'base.json'),
      ...env,
    },
  });
  expect(done.status, done.stdout + done.stderr).toBe(0);
  const lines = readFileSync(output, 'utf8').trim().split('\n');
  return Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)) as [string, string][]);
}

it('measures, takes the baseline, is silent about itself, and fires at a server that grew', () => {
  const args = '--duration\n1\n--interval\n0.1\n--repeats\n2\n--entities\n10';
  const measured = step('measure.js', { MEDKIT_QUICK: 'true', MEDKIT_ARGS: args });
  expect(measured).toEqual({ 'run-dir': path.join(dir, 'runs/one'), 'exit-code': '0' });
  expect(existsSync(path.join(dir, 'runs/one/footprint/summary.json'))).toBe(true);
  const about = { MEDKIT_RUN_DIR: measured['run-dir'] ?? '', MEDKIT_MEASURED: '0' };

  // A test machine may be busy, and a baseline from such a one is refused: then that is what must be said.
  const busy = /"high_load": true/.test(
    readFileSync(path.join(dir, 'runs/one/footprint/summary.json'), 'utf8'),
  );
  const first = step('judge.js', { ...about, MEDKIT_UPDATE_BASELINE: 'true', MEDKIT_HISTORY: 'h.ndjson' });
  expect(first['exit-code']).toBe(busy ? '2' : '0');
  expect(readFileSync(path.join(dir, 'h.ndjson'), 'utf8').trim().split('\n')).toHaveLength(1);
  if (busy) return;
  expect(step('judge.js', { ...about, MEDKIT_COMPARE: 'true' })['exit-code']).toBe('0');

  const baseline = readFileSync(path.join(dir, 'base.json'), 'utf8');
  const data = JSON.parse(baseline) as {
    lanes: { footprint: { metrics: Record<string, { values: number[]; median: number }> } };
  };
  for (const [name, metric] of Object.entries(data.lanes.footprint.metrics)) {
    if (!name.endsWith('_kib')) continue;
    metric.values = metric.values.map((value) => value * 0.8);
    metric.median *= 0.8;
  }
  writeFileSync(path.join(dir, 'base.json'), JSON.stringify(data));
  expect(step('judge.js', { ...about, MEDKIT_COMPARE: 'true' })['exit-code']).toBe('1');
  expect(readFileSync(path.join(dir, 'summary.md'), 'utf8')).toMatch(/\*\*regressed: /);
}, 90_000);
