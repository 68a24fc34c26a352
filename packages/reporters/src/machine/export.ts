import { ReportError } from '../errors.js';
import { renderRunMarkdown } from '../markdown/render-run.js';
import type { LaneSummary, RunInfo } from '../model/summary.js';
import { renderBencherBmf, renderGithubActionBenchmark, renderHyperfineJson } from './benchmark-json.js';
import { renderResultsCsv } from './csv.js';
import { renderAnnotations, renderStepSummary } from './github.js';
import { renderGoBenchmark } from './go-benchmark.js';
import { renderHdrLog } from './hdr-log.js';
import { renderJunit } from './junit.js';
import { renderOpenMetrics } from './open-metrics.js';

type Renderer = (summaries: readonly LaneSummary[], runInfo: RunInfo) => string;

/** A format `renderExport` writes. */
export type ExportFormat =
  | 'json'
  | 'csv'
  | 'markdown'
  | 'junit'
  | 'openmetrics'
  | 'github'
  | 'annotations'
  | 'bmf'
  | 'github-action-benchmark'
  | 'go'
  | 'hyperfine'
  | 'hdr';

const RENDERERS: Readonly<Record<ExportFormat, Renderer>> = {
  json: (summaries) => `${JSON.stringify({ schema_version: 1, summaries }, null, 2)}\n`,
  csv: renderResultsCsv,
  markdown: renderRunMarkdown,
  junit: renderJunit,
  openmetrics: renderOpenMetrics,
  github: renderStepSummary,
  annotations: renderAnnotations,
  bmf: renderBencherBmf,
  'github-action-benchmark': renderGithubActionBenchmark,
  go: renderGoBenchmark,
  hyperfine: renderHyperfineJson,
  hdr: renderHdrLog,
};

/** All of them, in the order help should list them. */
export const EXPORT_FORMATS: readonly ExportFormat[] = Object.keys(RENDERERS) as ExportFormat[];

/**
 * A run in one of {@link EXPORT_FORMATS}.
 *
 * @throws ReportError `MEDKIT_REPORT_FORMAT` for a name that is none of them.
 */
export function renderExport(format: string, summaries: readonly LaneSummary[], runInfo: RunInfo): string {
  if (!Object.hasOwn(RENDERERS, format)) {
    throw new ReportError(
      'MEDKIT_REPORT_FORMAT',
      `There is no export format "${format}"; use one of ${EXPORT_FORMATS.join(', ')}.`,
    );
  }
  const render: Renderer = RENDERERS[format as ExportFormat];
  return render(summaries, runInfo);
}
