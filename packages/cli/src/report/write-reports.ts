import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { CellSeries, LaneSummary } from '@medkit-bench/reporters';
import {
  parseSummary,
  renderChartSvg,
  renderLaneMarkdown,
  renderRunHtml,
  renderRunMarkdown,
  svgToPng,
} from '@medkit-bench/reporters';
import type { Summary } from '../engine/run-lane.js';
import { requireInside } from '../engine/inside-folder.js';
import { readJson, writeAtomic } from '../engine/store.js';
import { badInput, messageOf } from '../errors.js';
import { LANES } from '../lanes/index.js';
import type { LeftOut } from './left-out.js';
import { readLeftOut } from './left-out.js';
import { chartSeries } from './chart-series.js';
import { printable } from './printable.js';

/** Lanes in the order a report shows them. */
const ORDER: readonly string[] = Object.keys(LANES);

/** What is at hand before the last file of a lane is there. */
export interface LaneReports {
  /** Read for the chart. */
  series: CellSeries[];
  /** Settles once the PNG is written, which is drawn on another thread. */
  picture: Promise<void>;
}

/** report.md, the chart as SVG and PNG of one lane; gives the series that it read for that. */
export async function writeLaneReports(laneDir: string, summary: Summary): Promise<CellSeries[]> {
  const { series, picture } = await beginLaneReports(laneDir, summary);
  await picture;
  return series;
}

/** As {@link writeLaneReports}, but without waiting for the PNG. */
export async function beginLaneReports(laneDir: string, summary: Summary): Promise<LaneReports> {
  const chartFile = `${summary.lane}.svg`;
  const series = chartSeries(laneDir, summary);
  const svg = await renderChartSvg(summary as never, series);
  if (svg) writeAtomic(path.join(laneDir, chartFile), svg);
  writeAtomic(
    path.join(laneDir, 'report.md'),
    renderLaneMarkdown(summary as never, svg ? { chartFile } : {}),
  );
  return {
    series,
    picture: svg ? writePng(path.join(laneDir, `${summary.lane}.png`), svg) : Promise.resolve(),
  };
}

async function writePng(file: string, svg: string): Promise<void> {
  writeAtomic(file, await svgToPng(svg));
}

/** The series of lanes by name. */
export type SeriesByLane = Record<string, CellSeries[]>;

/** REPORT.md and report.html over every lane of a run; gives their paths. What is at hand need not be read again. */
export async function writeRunReports(
  runDir: string,
  known: SeriesByLane = {},
  summaries: readonly Summary[] = readSummaries(runDir),
): Promise<string[]> {
  const markdown = path.join(runDir, 'REPORT.md');
  const html = path.join(runDir, 'report.html');
  writeAtomic(markdown, renderRunMarkdown(summaries as never, runInfo(runDir)));
  writeAtomic(html, await renderRunPage(runDir, known, summaries));
  return [markdown, html];
}

/** report.html over the lanes of a run that are through. */
export async function renderRunPage(
  runDir: string,
  known: SeriesByLane = {},
  summaries: readonly Summary[] = readSummaries(runDir),
): Promise<string> {
  const series = summaries.map((summary) => [
    summary.lane,
    known[summary.lane] ?? chartSeries(path.join(runDir, summary.lane), summary),
  ]);
  return renderRunHtml(summaries as never, Object.fromEntries(series) as SeriesByLane, runInfo(runDir));
}

function runInfo(runDir: string): { run: string; generated_at: string; left_out: LeftOut[] } {
  return {
    run: path.basename(runDir),
    generated_at: new Date().toISOString(),
    left_out: readLeftOut(runDir),
  };
}

/** The summaries of a run folder, in the order a report shows them. */
export function readSummaries(runDir: string): Summary[] {
  if (!existsSync(runDir)) throw badInput(`there is no run in ${runDir}`, 'give a folder below results/');
  const lanes = readdirSync(runDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
  const summaries: Summary[] = [];
  for (const lane of lanes) {
    const file = path.join(runDir, lane, 'summary.json');
    requireInside(runDir, file);
    const summary = readJson(file);
    if (summary !== null) summaries.push(reportable(summary, lane, file));
  }
  if (summaries.length === 0)
    throw badInput(`${runDir} holds no finished lane`, 'run one, or continue a broken run with --resume');
  return summaries;
}

/** A summary that others wrote, or that is damaged, is refused in words before anything reads it. */
function reportable(summary: unknown, lane: string, file: string): Summary {
  let parsed: LaneSummary;
  try {
    parsed = parseSummary(summary);
  } catch (error) {
    throw badInput(`${file}: ${messageOf(error)}`, 'restore it from a copy, or measure again');
  }
  if (parsed.lane !== lane || !Object.hasOwn(summary as object, 'cells'))
    throw badInput(
      `${file} is not the summary of ${lane}: it is one of ${printable(parsed.lane)} with ${parsed.cells.length} cells`,
      'give the folder of a run as medkit-bench wrote it',
    );
  return parsed as unknown as Summary;
}

function rank(lane: string): number {
  const index = ORDER.indexOf(lane);
  return index < 0 ? ORDER.length : index;
}
