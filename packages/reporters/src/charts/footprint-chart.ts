import type { CellSeries, LaneSummary } from '../model/summary.js';
import { verdictSentence } from '../results/tone.js';
import type { Figure, Panel } from './figure.js';
import { drawnRepeats, repeatPoints } from './footprint-data.js';
import { stripMarks, timeMarks } from './footprint-marks.js';
import type { Row, Scene } from './footprint-scene.js';
import { domainOf, rowsOf, sceneOf } from './footprint-scene.js';
import { altText, legendOf, notesOf, repeatsInWords } from './footprint-words.js';
import { pickEvenly } from './pick-evenly.js';
import { drawPanel } from './panel.js';
import type { PlotContext } from './plot-loader.js';
import type { ChartTheme } from './theme.js';

/** Width of the whole figure. */
const WIDTH = 960;

/** More lines than this over each other show nothing of any of them. */
const MOST_SERIES = 40;
/** More repeats than this have no number below them. */
const MOST_LABELS = 30;
const STRIP_WIDTH = 236;

/** Plot sets an axis label 3 px into its panel: this puts it under the title's first letter. */
const LEFT = 17;

const TIME_WIDTH = WIDTH - STRIP_WIDTH - 2 * LEFT;

/** Memory and CPU over time, repeats overlaid, with a strip of the repeats' own values on the same scale. */
export function footprintFigure(
  context: PlotContext,
  theme: ChartTheme,
  summary: LaneSummary,
  all: readonly CellSeries[],
): Figure {
  const series = pickEvenly(all, MOST_SERIES);
  const scene = sceneOf(context, theme, summary, series);
  const rows = rowsOf(summary, series);
  const panels: Panel[] = [];
  let y = 0;
  for (const [index, row] of rows.entries()) {
    const last = index === rows.length - 1;
    panels.push(...rowPanels(scene, row, y, last));
    y += row.height;
  }
  const anySpare = rows.length > 0;
  return {
    id: 'footprint',
    title: verdictSentence(summary),
    subtitle: `Footprint of ${summary.profile} · ${summary.verdict} · ${repeatsInWords(summary)}`,
    alt: altText(summary),
    width: WIDTH,
    bodyHeight: y,
    panels,
    legend: anySpare ? legendOf(scene) : [],
    notes: anySpare
      ? notesOf(series, all.length - series.length)
      : ['Nothing to draw: no cell left a number.'],
    theme,
  };
}

function rowPanels(scene: Scene, row: Row, y: number, last: boolean): Panel[] {
  const repeats = drawnRepeats(repeatPoints(scene.summary, row.column, row.unit));
  const domain = domainOf(scene, row, repeats);
  const alone = scene.series.length === 0;
  const shared = { marginTop: 34, marginBottom: last ? 42 : 18, height: row.height };
  const yAxis = {
    domain: [...domain],
    label: `${row.name} (${row.unit.name})`,
    labelArrow: 'none' as const,
    ticks: row.height > 180 ? 5 : 3,
  };
  const time = drawPanel(scene.context, scene.theme, {
    ...shared,
    width: TIME_WIDTH,
    x: {
      domain: [...scene.timeDomain],
      label: last ? `time since the window began (${scene.time.name})` : null,
      labelAnchor: 'center',
      labelArrow: 'none',
      ticks: last ? 8 : 0,
    },
    y: yAxis,
    marks: timeMarks(scene, row, domain),
  });
  const strip = drawPanel(scene.context, scene.theme, {
    ...shared,
    ...(alone ? { width: WIDTH - 2 * LEFT } : { width: STRIP_WIDTH, marginLeft: 14 }),
    x: {
      type: 'point',
      domain: repeats.map((repeat) => repeat.label),
      label: last ? 'repeat' : null,
      labelAnchor: 'center',
      ...(last && repeats.length <= MOST_LABELS ? {} : { tickFormat: () => '', tickSize: 0 }),
    },
    y: alone ? yAxis : { ...yAxis, axis: null },
    marks: stripMarks(scene, row, repeats, domain),
  });
  if (alone) return [{ x: LEFT, y, element: strip }];
  return [
    { x: LEFT, y, element: time },
    { x: LEFT + TIME_WIDTH, y, element: strip },
  ];
}
