import type { LaneSummary, RunInfo } from '../model/summary.js';
import { cellTable } from '../results/cell-table.js';
import { disagreements, distrustReasons } from '../results/distrust.js';
import { mainTables } from '../results/lane-tables.js';
import { readAggregate } from '../results/metrics.js';
import { cores, count, memory, showInterval } from '../format/number.js';
import { marginalPhrase } from '../results/scaling-table.js';
import type { Tone } from '../results/tone.js';
import { verdictSentence, verdictTone } from '../results/tone.js';
import { escapeHtml } from '../text/escape.js';
import { explorerMarkup } from './explorer-markup.js';
import { htmlTable } from './html-table.js';
import type { EmbeddedLane } from './series-data.js';

/** Shapes beside the colours of a verdict. */
const SIGNS: Readonly<Record<Tone, string>> = { better: '▲', worse: '▼', caution: '△', neutral: '●' };

/** The card of a lane in the overview: verdict, main figures, and how many warnings stand against it. */
export function laneCard(summary: LaneSummary, id: string): string {
  const warnings = distrustReasons(summary).filter((reason) => reason.severity === 'warn').length;
  const figures = cardFigures(summary).map(
    ([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`,
  );
  return [
    `<li class="card"><h2><a href="#${id}">${escapeHtml(summary.lane)}</a></h2>`,
    verdictLine(summary),
    `<p>${escapeHtml(verdictSentence(summary))}</p>`,
    `<dl>${figures.join('')}<dt>warnings</dt><dd>${warnings === 0 ? 'none' : warnings}</dd></dl></li>`,
  ].join('\n');
}

function verdictLine(summary: LaneSummary): string {
  const tone = verdictTone(summary);
  const quick = summary.quick ? ' <span class="muted">(quick run)</span>' : '';
  return `<p class="verdict ${tone}"><span aria-hidden="true">${SIGNS[tone]}</span> ${escapeHtml(summary.verdict)}${quick}</p>`;
}

function cardFigures(summary: LaneSummary): readonly (readonly [string, string])[] {
  if (summary.cell) {
    return (
      [
        ['USS', 'uss_kib', memory],
        ['anonymous', 'anonymous_kib', memory],
        ['CPU', 'cpu_cores', cores],
        ['threads', 'num_threads', count],
      ] as const
    ).map(([name, key, quantity]) => {
      const value = readAggregate(summary.cell, key);
      return [name, showInterval(value.median, value.lo, value.hi, quantity)] as const;
    });
  }
  return (summary.fits ?? []).map((fit) => {
    const rate = fit.refresh_ms === null || fit.refresh_ms === undefined ? '' : ` at ${fit.refresh_ms} ms`;
    return [`one more entity${rate}`, marginalPhrase(fit) ?? 'unknown'] as const;
  });
}

/** A lane's full section: verdict, chart, time series, tables, doubts, cells. */
export function laneSection(
  summary: LaneSummary,
  id: string,
  chartSvg: string,
  embedded: EmbeddedLane | null,
  runInfo: RunInfo,
): string {
  const folder = runInfo.dataFolder ?? `${summary.lane}/cells/`;
  const notes = [
    ...(summary.fits ?? []).flatMap((fit) => {
      const cost = marginalPhrase(fit);
      return cost === null
        ? []
        : [`One more entity (refresh ${fit.refresh_ms ?? 'unknown'} ms) costs ${cost} of anonymous memory.`];
    }),
    ...disagreements(summary).map((text) => `The fits differ: ${text}`),
  ];
  return [
    `<section id="${id}" aria-labelledby="${id}-head"><h2 id="${id}-head">${escapeHtml(summary.lane)} of ${escapeHtml(summary.profile)}</h2>`,
    verdictLine(summary),
    `<p>${escapeHtml(verdictSentence(summary))}</p>`,
    summary.reason === '' ? '' : `<p class="muted">${escapeHtml(summary.reason)}</p>`,
    doubtBox(summary),
    `<figure>${chartSvg}</figure>`,
    ...mainTables(summary).map(
      (table) => `<h3>${escapeHtml(table.title)}</h3>${htmlTable(table, `${summary.lane}: ${table.title}`)}`,
    ),
    ...notes.map((note) => `<p>${escapeHtml(note)}</p>`),
    embedded === null ? '' : explorerMarkup(embedded, id, folder),
    `<details><summary>All ${summary.cells.length} cells</summary>${htmlTable(cellTable(summary), `${summary.lane}: cells`)}</details>`,
    '</section>',
  ].join('\n');
}

function doubtBox(summary: LaneSummary): string {
  const reasons = distrustReasons(summary);
  if (reasons.length === 0) {
    return '<div class="box calm"><h3>Why you may distrust this</h3><p>No doubt was recorded: host quiet, samples complete, repeats settled.</p></div>';
  }
  const items = reasons.map((reason) => {
    const mark = reason.severity === 'warn' ? '<strong>warning</strong>' : 'note';
    const fix = reason.fix === null ? '' : ` <span class="fix">Fix: ${escapeHtml(reason.fix)}</span>`;
    return `<li>${mark}: ${escapeHtml(reason.message)}${fix}</li>`;
  });
  return `<div class="box"><h3>Why you may distrust this</h3><ul>${items.join('\n')}</ul></div>`;
}
