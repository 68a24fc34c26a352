import { describe, expect, it } from 'vitest';
import { renderLaneMarkdown, renderRunMarkdown, renderTerminal } from '../src/index.ts';
import { FIXTURES } from './fixtures/all.ts';
import { expectGolden } from './golden.ts';

describe('terminal', () => {
  for (const { name, summary } of FIXTURES) {
    it(`prints ${name}`, () =>
      expectGolden(`terminal/${name}.txt`, renderTerminal(summary, { color: false })));
  }

  it('drops the columns that give way on a narrow terminal', () => {
    const [good] = FIXTURES;
    const text = renderTerminal(good!.summary, { color: false, width: 60 });
    expectGolden('terminal/narrow.txt', text);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  it('writes escape codes only when asked, and green only for better', () => {
    const better = { ...FIXTURES[0]!.summary, verdict: 'improved' };
    const same = { ...FIXTURES[0]!.summary, verdict: 'no change' };
    expect(renderTerminal(better, { color: true })).toContain('\u001B[32mimproved');
    expect(renderTerminal(same, { color: true })).not.toContain('\u001B[32m');
    expect(renderTerminal(better, { color: false })).not.toContain('\u001B');
  });

  it('lets no foreign escape sequence through', () => {
    for (const { summary } of FIXTURES)
      expect(renderTerminal(summary, { color: false })).not.toContain('\u001B');
  });
});

describe('markdown', () => {
  for (const { name, summary } of FIXTURES) {
    it(`writes the lane report of ${name}`, () =>
      expectGolden(`markdown/${name}.md`, renderLaneMarkdown(summary, { chartFile: `${summary.lane}.svg` })));
  }

  it('links a chart whose name no address can hold', () => {
    const [{ summary }] = FIXTURES as [(typeof FIXTURES)[0]];
    expect(renderLaneMarkdown(summary, { chartFile: '\ud800/a (1).svg' })).toContain(
      '](%EF%BF%BD/a%20%281%29.svg)',
    );
  });

  it('writes the combined report', () => {
    const pair = [FIXTURES[0]!.summary, FIXTURES[6]!.summary];
    const info = {
      run: 'demo',
      command: 'medkit-bench all --quick',
      chartFiles: { footprint: 'footprint/footprint.svg' },
    };
    expectGolden('markdown/REPORT.md', renderRunMarkdown(pair, info));
  });

  it('says so when a run left nothing', () => {
    expect(renderRunMarkdown([], { run: 'x' })).toContain('No lane left a summary');
  });
});
