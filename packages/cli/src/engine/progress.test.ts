import { describe, expect, it } from 'vitest';
import type { CellPlan } from './cell.js';
import { formatDuration, Progress } from './progress.js';

const plan = { id: 'rep1', label: 'repeat 1' } as CellPlan;
const sample = { uss_kib: 51_200, cpu_cores: 0.25 } as never;

function record(isTTY: boolean, quiet = false): { progress: Progress; text: () => string } {
  let text = '';
  const out = { write: (chunk: string) => (text += chunk), isTTY, columns: 200 };
  return { progress: new Progress(out, 'footprint', [10, 10], quiet), text: () => text };
}

describe('progress', () => {
  it('redraws one line on a terminal, with live figures and the time left', () => {
    const { progress, text } = record(true);
    progress.cellStart(0, plan);
    progress.phase('measuring');
    progress.sample(sample);
    expect(text().split('\r').at(-1)).toBe(
      '\u001b[2Kfootprint 1/2 repeat 1 · measuring · USS 50.0 MiB, CPU 0.250 cores · 20 s left',
    );
    progress.cellEnd(0, 'ok');
    expect(text()).toMatch(/\[footprint 0 s\] cell 1\/2 repeat 1: ok\n$/);
  });

  it('writes plain lines elsewhere', () => {
    const { progress, text } = record(false);
    progress.cellStart(0, plan);
    progress.phase('measuring');
    progress.sample(sample);
    progress.cellEnd(0, 'ok');
    expect(text()).toBe(
      '[footprint 0 s] cell 1/2 repeat 1 - 20 s left\n[footprint 0 s] cell 1/2 repeat 1: ok\n',
    );
  });

  it('is silent when asked', () => {
    const { progress, text } = record(true, true);
    progress.cellStart(0, plan);
    progress.phase('measuring');
    progress.cellEnd(0, 'ok');
    expect(text()).toBe('');
  });
});

it('durations read well', () => {
  expect([5, 65, 3725].map(formatDuration)).toEqual(['5 s', '1 min 05 s', '1 h 02 min']);
});
