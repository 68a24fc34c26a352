import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cpusLeft, spareCpus } from './spare-cpus.js';

describe('processors for the generator', () => {
  it.each([
    ['0-1', '0', '1'],
    ['0-3,6', '1-2', '0,3,6'],
    ['2-3', '0-1', '2,3'],
  ])('of %s beside a target on %s are %s', (own, target, left) => {
    expect(cpusLeft(own, target)).toBe(left);
  });

  it.each([
    ['0-1', '0-1'],
    ['0', '0-3'],
  ])('of %s beside a target on %s: it is not bound', (own, target) => {
    expect(cpusLeft(own, target)).toBeNull();
  });

  it('does not bind it beside a target that may run anywhere, has ended, or is elsewhere', () => {
    expect(spareCpus(process.pid)).toBeNull();
    expect(spareCpus(2 ** 22 + 1)).toBeNull();
    expect(spareCpus(null)).toBeNull();
  });

  it('are those that a target bound by taskset leaves', async () => {
    const own = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))![1]!;
    const first = /^\d+/.exec(own)![0];
    // It prints once it is bound, and ends with its input.
    const bound = spawn('taskset', ['-c', first, 'sh', '-c', 'echo bound; cat'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    try {
      await new Promise((done) => bound.stdout.once('data', done));
      expect(spareCpus(bound.pid!)).toBe(cpusLeft(own, first));
    } finally {
      bound.stdin.end();
    }
  });
});
