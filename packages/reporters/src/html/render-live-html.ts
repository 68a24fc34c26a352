import type { RunInfo } from '../model/summary.js';
import { escapeHtml } from '../text/escape.js';
import { LIVE_CHART } from './client/live-chart.js';
import { LIVE_PAGE } from './client/live-page.js';
import { PAGE_CONTROLS } from './client/page-controls.js';
import { PLOT_FRAME } from './client/plot-frame.js';
import { pageFrame } from './page-frame.js';
import { PAGE_STYLE } from './page-style.js';

const LIVE_STYLE = `${PAGE_STYLE}
progress { width: 100%; accent-color: var(--link); } .explorer canvas.live { cursor: default; }
#problem:empty { display: none; } .lanes { list-style: none; padding: 0; } .lanes li { margin: .5rem 0; } #now h2 { margin: 0; }
`;

const SCRIPT = `'use strict';(() => {${PLOT_FRAME}${LIVE_CHART}${LIVE_PAGE}${PAGE_CONTROLS}})();`;

const HEADS = [
  ['lane', ''],
  ['cell', ''],
  ['anonymous', 'right'],
  ['USS', 'right'],
  ['CPU', 'right'],
  ['threads', 'right'],
  ['remarks', ''],
] as const;

/**
 * The page that follows a run. Its script listens to server-sent events at `events` beside it:
 *
 * - `status`: `{run, phase: running|finished|stopped, lanes: [{lane, planned, done, failed, verdict, headline}],
 *   live: {lane, index, cells, label, phase, left_s} | null}`
 * - `cells`: finished cells `[{lane, id, label, status, anonymous_kib, uss_kib, cpu_cores, num_threads, note}]`
 * - `samples`: of the cell that is measured, `{begin, points: [{at_s, anonymous_kib, uss_kib, cpu_cores}]}`
 * - `problem`: a message; `end`: the server is going
 *
 * The report of what is finished is at `report.html` beside it.
 */
export function renderLiveHtml(runInfo: RunInfo): string {
  const heads = HEADS.map(([name, kind]) => `<th scope="col"${kind && ` class="${kind}"`}>${name}</th>`);
  return pageFrame({
    title: runInfo.run,
    style: LIVE_STYLE,
    script: SCRIPT,
    connects: true,
    body: [
      `<a class="skip" href="#main">skip to the run</a><header class="top"><div><h1>medkit-bench run: ${escapeHtml(runInfo.run)}</h1><p id="state" role="status">connecting</p></div><button type="button" id="theme" class="page" hidden>theme: auto</button></header>`,
      '<main id="main">',
      '<p id="problem" class="worse" role="alert"></p>',
      '<p id="report" hidden><a href="report.html">Report of the lanes that are through</a></p>',
      '<ul id="lanes" class="lanes"></ul>',
      '<section id="now" class="explorer" aria-labelledby="now-head"><h2 id="now-head">Now</h2><p id="cell">no cell is being measured</p>',
      chart('anonymous', 'anonymous memory'),
      chart('uss', 'USS'),
      chart('cpu', 'CPU', ' short'),
      '<p class="muted">time since the cell began (s)</p></section>',
      '<h2 id="cells-head">Finished cells, newest first</h2>',
      `<div class="scroll" role="region" tabindex="0" aria-labelledby="cells-head"><table><thead><tr>${heads.join('')}</tr></thead><tbody id="cells"></tbody></table></div>`,
      '<p id="more" class="muted"></p>',
      '</main>',
    ],
  });
}

function chart(key: string, name: string, size = ''): string {
  return `<p class="panel-name">${name}: <span id="${key}-now">—</span></p><canvas id="${key}" class="live${size}" role="img" aria-label="${name} of the current cell over time; the latest value stands above"></canvas>`;
}
