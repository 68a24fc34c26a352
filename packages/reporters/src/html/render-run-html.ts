import { renderChartSvg } from '../charts/render-chart.js';
import { pageTheme } from '../charts/theme.js';
import type { CellSeries, LaneSummary, RunInfo } from '../model/summary.js';
import { environmentLines } from '../results/environment.js';
import { escapeHtml } from '../text/escape.js';
import { EXPLORER_DRAW } from './client/explorer-draw.js';
import { EXPLORER } from './client/explorer.js';
import { PAGE_CONTROLS } from './client/page-controls.js';
import { PLOT_FRAME } from './client/plot-frame.js';
import { SORT_TABLES } from './client/sort-tables.js';
import { laneCard, laneSection } from './lane-section.js';
import { pageFrame } from './page-frame.js';
import { PAGE_STYLE } from './page-style.js';
import { embedLane } from './series-data.js';

/** Points of all lanes together: about a megabyte of the page. */
const POINT_BUDGET = 36_000;

const SCRIPT = `'use strict';(() => {${SORT_TABLES}${PLOT_FRAME}${EXPLORER_DRAW}${EXPLORER}${PAGE_CONTROLS}})();`;

/**
 * report.html: one self-contained page. Its content security policy allows nothing but its own style and script, by
 * hash, so it asks nobody for anything and runs nothing that a measured name may carry.
 *
 * @param seriesByLane time series by lane name; lanes without are shown without their explorer
 */
export async function renderRunHtml(
  summaries: readonly LaneSummary[],
  seriesByLane: Readonly<Record<string, readonly CellSeries[]>>,
  runInfo: RunInfo,
): Promise<string> {
  const withSeries = summaries.filter((summary) => seriesOf(seriesByLane, summary).length > 0).length;
  const budget = Math.floor(POINT_BUDGET / Math.max(1, withSeries));
  const sections: string[] = [];
  for (const [index, summary] of summaries.entries()) {
    const series = seriesOf(seriesByLane, summary);
    const id = `lane-${index + 1}`;
    const svg = await renderChartSvg(summary, series, { theme: pageTheme, idPrefix: `${id}-chart` });
    sections.push(laneSection(summary, id, svg, embedLane(summary, series, budget), runInfo));
  }
  const cards = summaries.map((summary, index) => laneCard(summary, `lane-${index + 1}`));
  const body = [
    header(runInfo),
    '<main id="main">',
    summaries.length === 0 ? '<p>No lane left a summary in this run.</p>' : '',
    summaries[0] ? environment(summaries[0]) : '',
    summaries.length === 0 ? '' : `<ul class="cards">${cards.join('\n')}</ul>`,
    leftOut(runInfo),
    ...sections,
    '</main>',
  ];
  return pageFrame({ title: runInfo.run, style: PAGE_STYLE, script: SCRIPT, body });
}

function seriesOf(
  seriesByLane: Readonly<Record<string, readonly CellSeries[]>>,
  summary: LaneSummary,
): readonly CellSeries[] {
  return Object.hasOwn(seriesByLane, summary.lane) ? (seriesByLane[summary.lane] ?? []) : [];
}

function leftOut(runInfo: RunInfo): string {
  const lanes = runInfo.left_out ?? [];
  if (lanes.length === 0) return '';
  const items = lanes.map(({ lane, reason }) => `<li>${escapeHtml(lane)}: ${escapeHtml(reason)}</li>`);
  return `<p>Not run:</p><ul>${items.join('')}</ul>`;
}

function header(runInfo: RunInfo): string {
  const lines = [
    runInfo.command === undefined ? '' : `<p><code>${escapeHtml(runInfo.command)}</code></p>`,
    runInfo.generated_at === undefined
      ? ''
      : `<p class="muted">written ${escapeHtml(runInfo.generated_at)}</p>`,
  ];
  return `<a class="skip" href="#main">skip to the results</a><header class="top"><div><h1>medkit-bench report: ${escapeHtml(runInfo.run)}</h1>${lines.join('')}</div><button type="button" id="theme" class="page" hidden>theme: auto</button></header>`;
}

function environment(summary: LaneSummary): string {
  const rows = environmentLines(summary).map(
    (line) => `<tr><th scope="row">${escapeHtml(line.name)}</th><td>${escapeHtml(line.value)}</td></tr>`,
  );
  return `<details><summary>Environment: what was measured on what</summary><table>${rows.join('\n')}</table></details>`;
}
