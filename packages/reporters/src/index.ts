export { ReportError } from './errors.js';
export { parseSummary, SUMMARY_SCHEMA_VERSION } from './model/parse-summary.js';
export { renderTerminal } from './terminal/render-terminal.js';
export { renderLaneMarkdown } from './markdown/render-lane.js';
export { renderRunMarkdown } from './markdown/render-run.js';
export { renderChartSvg } from './charts/render-chart.js';
export { renderRunHtml } from './html/render-run-html.js';
export { svgToPng } from './charts/svg-to-png.js';
export { keepExtremes } from './charts/downsample.js';

export type { ChartOptions } from './charts/render-chart.js';
export type { PngOptions } from './charts/svg-to-png.js';
export type { LaneMarkdownOptions } from './markdown/render-lane.js';
export type {
  CellSeries,
  GrowthFit,
  LaneSummary,
  LogLogFit,
  MarginalCost,
  RunInfo,
  ScalingFit,
  SeriesPoint,
  SummaryWarning,
} from './model/summary.js';
export type { TerminalOptions } from './terminal/render-terminal.js';
