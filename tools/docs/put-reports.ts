import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PLACE = /<!-- report -->[\s\S]*<!-- \/report -->/;

/** A table longer than this is cut. */
const MOST_ROWS = 10;
/** Longer names, of C++ templates say, are cut. */
const MOST_LETTERS = 72;

/** A Markdown table, cut to what shows how it looks. */
function shortTable(table: string): string {
  const lines = table.trimEnd().split('\n').map(shortCells);
  const left = lines.length - 2 - MOST_ROWS;
  if (left <= 0) return `${lines.join('\n')}\n`;
  return `${lines.slice(0, 2 + MOST_ROWS).join('\n')}\n\n<sub>${left} more rows.</sub>\n`;
}

function shortCells(line: string): string {
  return line
    .split(' | ')
    .map((cell) =>
      // Not in the middle of an escape or an entity.
      cell.length > MOST_LETTERS ? `${cell.slice(0, MOST_LETTERS).replace(/(\\|&\w*)$/, '')}…` : cell,
    )
    .join(' | ')
    .replace(/…$/, '… |');
}

/** A lane's report without what is only of use beside the run: the environment, and the list of cells. */
export function trimReport(report: string, lane: string): string {
  return report
    .replace(/^# .*\n/, '')
    .replace(/## Environment\n[\s\S]*?(?=\n## )/, '')
    .replace(/<details>[\s\S]*?<\/details>\n?/g, '')
    .replace(/!\[((?:\\.|[^\]\\])*)\]\(\S+\)/g, `![$1](../images/lanes/${lane}.svg)`)
    .replace(/^## /gm, '### ')
    .replace(/(^\|.*\n)+/gm, shortTable)
    .trim();
}

/** Puts the reports of a run into the pages of their lanes: `node tools/run-typescript.js tools/docs/put-reports.ts RUN`. */
export async function main([run]: string[]): Promise<number> {
  if (run === undefined) throw new Error('name a run folder: results/2026-01-01');
  for (const lane of readdirSync(run)) {
    const page = path.join(ROOT, `docs/lanes/${lane}.md`);
    const report = path.join(run, lane, 'report.md');
    if (!existsSync(page) || !existsSync(report)) continue;
    const chart = path.join(run, lane, `${lane}.svg`);
    if (existsSync(chart)) copyFileSync(chart, path.join(ROOT, `docs/images/lanes/${lane}.svg`));
    const trimmed = trimReport(readFileSync(report, 'utf8'), lane);
    const text = readFileSync(page, 'utf8').replace(
      PLACE,
      () => `<!-- report -->\n\n${trimmed}\n\n<!-- /report -->`,
    );
    writeFileSync(page, await format(text, { ...(await resolveConfig(page)), filepath: page }));
    console.log(path.relative(ROOT, page));
  }
  return 0;
}
