import { describeRefusal } from '../compare/comparability.js';
import type { Comparison } from '../compare/compare-run.js';
import type { MetricVerdict, RunVerdict } from '../compare/words.js';
import { cells, details, headline, HEADERS } from './comparison-text.js';

/** A comparison's text for a terminal. */
export interface TerminalTextOptions {
  /** Colour a piece of text; the text itself when left out. Green is for better only, never for merely different. */
  readonly paint?: (colour: Colour, text: string) => string;
  /** Metrics that do not gate, too. */
  readonly all?: boolean;
}

/** Colours the terminal text asks for. */
export type Colour = 'green' | 'yellow' | 'red';

/** A comparison as an aligned table, its reasons, and its budgets. */
export function comparisonTerminal(comparison: Comparison, options: TerminalTextOptions = {}): string {
  const paint = options.paint ?? ((_: Colour, text: string): string => text);
  const lines = [tinted(comparison.verdict, headline(comparison), paint)];
  for (const one of comparison.refusals) lines.push(`  refused: ${describeRefusal(one)}`);
  for (const one of comparison.overridden) {
    lines.push(paint('yellow', `  passed over by --allow-different: ${describeRefusal(one)}`));
  }
  for (const note of comparison.notes) lines.push(`  note: ${note.message}`);
  if (comparison.unknown.length > 0) lines.push(`  not said by one side: ${comparison.unknown.join(', ')}`);
  const rows = comparison.rows.filter((row) => row.gated || options.all === true);
  if (rows.length > 0) {
    const table = aligned([HEADERS, ...rows.map(cells)]);
    lines.push('', table[0]!, ...rows.map((row, i) => tinted(row.verdict, table[i + 1]!, paint)));
  }
  lines.push(...details(rows, comparison));
  for (const budget of comparison.budgets) {
    const actual = budget.actual === null ? 'unknown' : Number(budget.actual.toPrecision(4));
    const line = `budget ${budget.metric}: ${budget.expression}: ${budget.verdict} (${actual}; ${budget.reason})`;
    lines.push(budget.verdict === 'kept' ? line : paint('red', line));
  }
  return `${lines.join('\n')}\n`;
}

function aligned(table: readonly (readonly string[])[]): string[] {
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  return table.map((row) =>
    row
      .map((text, column) =>
        column > 0 && column < 4 ? text.padStart(widths[column]!) : text.padEnd(widths[column]!),
      )
      .join('  ')
      .trimEnd(),
  );
}

function tinted(
  verdict: MetricVerdict | RunVerdict,
  text: string,
  paint: (colour: Colour, text: string) => string,
): string {
  if (verdict === 'improved') return paint('green', text);
  if (verdict === 'regressed' || verdict === 'not-comparable') return paint('red', text);
  return verdict === 'warn' || verdict === 'mixed' || verdict === 'inconclusive'
    ? paint('yellow', text)
    : text;
}
