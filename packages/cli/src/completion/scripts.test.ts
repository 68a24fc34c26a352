import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { completionScript } from './scripts.js';

const commands = [
  {
    name: 'footprint',
    description: "what it's costing",
    flags: [{ flag: '--duration', description: 'time' }],
  },
  { name: 'report', description: 'again', flags: [] },
];

function completed(words: string[]): string {
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const ask = `COMP_WORDS=(medkit-bench ${quoted}); COMP_CWORD=${words.length}; _medkit_bench; printf '%s ' "\${COMPREPLY[@]}"`;
  const script = `${completionScript('bash', commands)}\n${ask}`;
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim();
}

describe('completions', () => {
  it('name commands and their flags in bash', () => {
    expect(completed([''])).toBe('footprint report');
    expect(completed(['rep'])).toBe('report');
    expect(completed(['footprint', '--d'])).toBe('--duration');
    expect(completed(['report', '--d'])).toBe('');
  });

  it('quote descriptions for fish', () => {
    expect(completionScript('fish', commands)).toContain("-a footprint -d 'what it\\'s costing'");
  });
});
