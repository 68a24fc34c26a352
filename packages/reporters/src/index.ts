export { ReportError } from './errors.js';
export { parseSummary, SUMMARY_SCHEMA_VERSION } from './model/parse-summary.js';
export { renderTerminal } from './terminal/render-terminal.js';
export { renderLaneMarkdown } from './markdown/render-lane.js';
export { renderRunMarkdown } from './markdown/render-run.js';
export { renderComparisonSvg } from './charts/comparison-chart.js';
export { renderHistorySvg } from './charts/history-chart.js';
export { renderChartSvg } from './charts/render-chart.js';
export { renderLiveHtml } from './html/render-live-html.js';
export { renderRunHtml } from './html/render-run-html.js';
export {
  renderBencherBmf,
  renderGithubActionBenchmark,
  renderHyperfineJson,
} from './machine/benchmark-json.js';
export { renderResultsCsv, renderSamplesCsv } from './machine/csv.js';
export { EXPORT_FORMATS, renderExport } from './machine/export.js';
export { renderAnnotations, renderStepSummary } from './machine/github.js';
export { renderGoBenchmark } from './machine/go-benchmark.js';
export { renderHdrLog } from './machine/hdr-log.js';
export { renderJunit } from './machine/junit.js';
export { renderOpenMetrics } from './machine/open-metrics.js';
export { svgToPng } from './charts/svg-to-png.js';
export { keepExtremes } from './charts/downsample.js';
export { pickEvenly } from './charts/pick-evenly.js';
export { SeriesThinner } from './charts/series-thinner.js';

export type { ComparedMetric } from './charts/change-bars.js';
export type { ComparedRun } from './charts/comparison-chart.js';
export type { ChangeInTime, FigureInTime } from './charts/history-chart.js';
export type { ChartOptions } from './charts/render-chart.js';
export type { PngOptions } from './charts/svg-to-png.js';
export type { ExportFormat } from './machine/export.js';
export type { LaneMarkdownOptions } from './markdown/render-lane.js';
export type {
  CellSeries,
  GrowthFit,
  LaneSummary,
  LatencyPoint,
  LogLogFit,
  MarginalCost,
  RunInfo,
  ScalingFit,
  SeriesEvent,
  SeriesPoint,
  SummaryWarning,
} from './model/summary.js';
export type { TerminalOptions } from './terminal/render-terminal.js';
