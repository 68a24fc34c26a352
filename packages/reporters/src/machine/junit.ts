import type { LaneSummary } from '../model/summary.js';
import { readText } from '../model/read-value.js';
import { cellFailed } from '../results/cell-table.js';
import { verdictSentence, verdictTone } from '../results/tone.js';
import { escapeHtml } from '../text/escape.js';
import { measurementsOf, scenarioName } from './measurements.js';

interface TestCase {
  readonly name: string;
  readonly outcome: 'passed' | 'failure' | 'error' | 'skipped';
  readonly message: string;
  readonly output: string;
}

/**
 * JUnit XML: one suite a lane. Its verdict is a test case (a gate that fired is a failure, an inconclusive verdict is
 * skipped with the reason), and so is each cell (one that could not be measured is an error).
 */
export function renderJunit(summaries: readonly LaneSummary[]): string {
  const suites = summaries.map(suite);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="medkit-bench">',
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

function suite(summary: LaneSummary): string {
  const cases = [verdictCase(summary), ...(summary.cell_records ?? summary.cells).map(cellCase)];
  const number = (outcome: TestCase['outcome']): number =>
    cases.filter((one) => one.outcome === outcome).length;
  const name = escapeHtml(`${summary.lane}.${summary.profile}`);
  const counts = `tests="${cases.length}" failures="${number('failure')}" errors="${number('error')}" skipped="${number('skipped')}"`;
  const when = timestamp(summary.started_at);
  return [
    `  <testsuite name="${name}" ${counts} time="${durationS(summary)}"${when === null ? '' : ` timestamp="${when}"`}>`,
    ...cases.map((one) => testCase(one, name)),
    '  </testsuite>',
  ].join('\n');
}

function verdictCase(summary: LaneSummary): TestCase {
  const tone = verdictTone(summary);
  const numbers = measurementsOf(summary).map(
    (one) =>
      `${scenarioName(one.lane, one.dimensions)} ${one.metric} = ${one.median} ${one.unit} [${one.lo ?? 'unknown'}, ${one.hi ?? 'unknown'}]`,
  );
  const outcome =
    summary.status === 'failed'
      ? 'error'
      : tone === 'worse'
        ? 'failure'
        : tone === 'caution'
          ? 'skipped'
          : 'passed';
  const message = [summary.verdict, verdictSentence(summary), summary.reason]
    .filter((text) => text !== '')
    .join(' - ');
  return { name: 'verdict', outcome, message, output: numbers.map(escapeHtml).join('\n') };
}

function cellCase(cell: object, index: number): TestCase {
  const failed = cellFailed(cell);
  return {
    name: `cell ${readText(cell, 'id') ?? index + 1}`,
    outcome: failed ? 'error' : 'passed',
    message: failed ? (readText(cell, 'failure') ?? 'failed, no reason given') : '',
    output: '',
  };
}

function testCase(one: TestCase, className: string): string {
  const open = `    <testcase classname="${className}" name="${escapeHtml(one.name)}" time="0"`;
  const verdict = one.outcome === 'passed' ? '' : `<${one.outcome} message="${escapeHtml(one.message)}"/>`;
  const output = one.output === '' ? '' : `<system-out>${one.output}</system-out>`;
  const inside = verdict + output;
  return inside === '' ? `${open}/>` : `${open}>${inside}</testcase>`;
}

function durationS(summary: LaneSummary): string {
  const ms = Date.parse(summary.finished_at) - Date.parse(summary.started_at);
  return Number.isFinite(ms) && ms >= 0 ? (ms / 1000).toFixed(3) : '0';
}

/** JUnit wants a time without zone or fraction. */
function timestamp(iso: string): string | null {
  const match = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/u.exec(iso);
  return match ? match[0] : null;
}
