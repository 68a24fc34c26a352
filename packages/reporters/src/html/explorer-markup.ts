import { pageTheme, seriesColor } from '../charts/theme.js';
import { escapeHtml, scriptJson } from '../text/escape.js';
import type { EmbeddedLane } from './series-data.js';

/** The explorer's panels, controls and data for one lane. */
export function explorerMarkup(lane: EmbeddedLane, id: string, dataFolder: string | undefined): string {
  const panels = lane.columns.map((column, index) => {
    const name = `${column.name} (${column.unit})`;
    return [
      `<p class="panel-name">${escapeHtml(name)}</p>`,
      `<canvas data-column="${index}" tabindex="0" role="application" aria-label="${escapeHtml(`${name} over time. Arrow keys move the cursor, plus and minus zoom, 0 resets.`)}"${column.key === 'anonymous' || column.key === 'uss' ? '' : ' class="short"'}></canvas>`,
    ].join('');
  });
  const heads = lane.columns.map((column) => `<th scope="col" class="right">${escapeHtml(column.name)}</th>`);
  const rows = lane.series.map(
    (one) =>
      `<tr><th scope="row">${escapeHtml(one.label)}</th>${'<td class="right">—</td>'.repeat(lane.columns.length)}</tr>`,
  );
  const thinned =
    lane.kept < lane.samples
      ? `${lane.kept} of ${lane.samples} samples are drawn; every extreme is kept. ${dataFolder === undefined ? '' : `All samples: ${dataFolder}`}`
      : `All ${lane.samples} samples are drawn.`;
  return [
    `<section class="explorer" data-source="${id}-data" aria-labelledby="${id}-explorer">`,
    `<h3 id="${id}-explorer">Over time, all panels on one clock</h3>`,
    '<div class="controls"><button type="button" class="zoom-in">zoom in</button><button type="button" class="zoom-out">zoom out</button><button type="button" class="zoom-reset">whole run</button><span class="muted">drag to zoom, double click for the whole run; keys: arrows, + − 0</span></div>',
    `<fieldset class="series controls"><legend>Series</legend>${lane.series.map(seriesBox).join('')}</fieldset>`,
    ...panels,
    `<p class="muted">time since the window began (${escapeHtml(lane.time.name)}); grey: warm-up, blue: steady part${lane.series.some((one) => one.events.length > 0) ? ', dashed with a triangle: an event' : ''}. ${escapeHtml(thinned)}${lane.left > 0 ? ` ${lane.left} more series are not shown here.` : ''}</p>`,
    `<div class="readout"><p class="clock" aria-live="polite">no time picked</p><p class="near"></p><div class="scroll"><table><thead><tr><th scope="col">series</th>${heads.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div></div>`,
    eventList(lane),
    `<script type="application/json" id="${id}-data">${scriptJson(lane)}</script>`,
    '</section>',
  ].join('\n');
}

/** The events in words: what a canvas shows is not there for everybody. */
function eventList(lane: EmbeddedLane): string {
  const rows = lane.series.flatMap((one) =>
    one.events.map(({ t, end, text }) => {
      const until = end === null ? '' : ` to ${end}`;
      return `<tr><td>${escapeHtml(one.label)}</td><td class="right">${t}${until} s</td><td>${escapeHtml(text)}</td></tr>`;
    }),
  );
  if (rows.length === 0) return '';
  return `<details><summary>${rows.length} events</summary><div class="scroll"><table><thead><tr><th scope="col">series</th><th scope="col" class="right">window time</th><th scope="col">event</th></tr></thead><tbody>${rows.join('')}</tbody></table></div></details>`;
}

function seriesBox(one: EmbeddedLane['series'][number]): string {
  const dash = one.steady ? '' : ' stroke-dasharray="6 3"';
  const swatch = `<svg class="swatch" width="26" height="8" aria-hidden="true"><path d="M0 4H26" stroke="${seriesColor(pageTheme, one.color)}" stroke-width="3"${dash}/></svg>`;
  return `<label><input type="checkbox" checked> ${swatch} ${escapeHtml(one.label)}${one.steady ? '' : ' (not steady)'}</label>`;
}
