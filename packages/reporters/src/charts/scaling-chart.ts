import type { LaneSummary } from '../model/summary.js';
import { verdictSentence } from '../results/tone.js';
import type { Figure, Panel } from './figure.js';
import type { PlotContext } from './plot-loader.js';
import { ratesOf, scalingPoints } from './scaling-data.js';
import { cpuPanel, growthPanel, logLogPanel } from './scaling-panels.js';
import type { Scene } from './scaling-scene.js';
import { HEIGHT, LEFT, MAIN_WIDTH, WIDTH } from './scaling-scene.js';
import { altText, legendOf, notesOf } from './scaling-words.js';
import type { ChartTheme } from './theme.js';

/** Cost against size: the growth fit, the log-log view of the same runs, and CPU. */
export function scalingFigure(context: PlotContext, theme: ChartTheme, summary: LaneSummary): Figure {
  const scene: Scene = { context, theme, summary, rates: ratesOf(summary) };
  const drawable =
    scalingPoints(summary, 'uss_kib', 1).length + scalingPoints(summary, 'anonymous_kib', 1).length > 0;
  return {
    id: 'scaling',
    title: verdictSentence(summary),
    subtitle: `Scaling of ${summary.profile} · ${summary.verdict} · ${(summary.rows ?? []).length} points, each the median of its repeats`,
    alt: altText(summary),
    width: WIDTH,
    bodyHeight: drawable ? HEIGHT : 0,
    panels: drawable ? panelsOf(scene) : [],
    legend: drawable ? legendOf(scene) : [],
    notes: drawable ? notesOf(summary) : ['Nothing to draw: no size left a number.'],
    theme,
  };
}

function panelsOf(scene: Scene): Panel[] {
  const half = HEIGHT / 2;
  return [
    { x: LEFT, y: 0, element: growthPanel(scene) },
    { x: LEFT + MAIN_WIDTH, y: 0, element: logLogPanel(scene, half - 12) },
    { x: LEFT + MAIN_WIDTH, y: half, element: cpuPanel(scene, half) },
  ];
}
