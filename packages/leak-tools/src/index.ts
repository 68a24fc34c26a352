export { isLeakToolsError, LEAK_ERROR_CODES, LeakToolsError } from './errors.js';
export { foldedText, parseFolded } from './flamegraph/folded-text.js';
export { renderFlameGraph } from './flamegraph/render-flame-graph.js';
export { readLeakPatterns } from './heaptrack/leak-suppressions.js';
export { decompressed, openTrace } from './heaptrack/open-trace.js';
export { parseHeaptrackText } from './heaptrack/parse-print-text.js';
export { readHeaptrackTrace } from './heaptrack/read-trace.js';
export { systemClock } from './leak-host.js';
export { attachHeaptrack } from './run/attach-heaptrack.js';
export { endSubject } from './run/end-subject.js';
export { findSubject } from './run/find-subject.js';
export { findTool } from './run/find-tool.js';
export { findWrapperPid } from './run/find-wrapper.js';
export { removeHeaptrackFifos } from './run/heaptrack-fifo.js';
export { readMemcheckFile, readTraceFile } from './run/read-output.js';
export { heaptrackCommand, valgrindCommand } from './run/wrap-command.js';
export { compareSites } from './sites/compare-sites.js';
export { mergeSites } from './sites/merge-sites.js';
export { chargedFrame } from './sites/site.js';
export { parseMemcheckText } from './valgrind/parse-text.js';
export { readMemcheckXml } from './valgrind/parse-xml.js';
export { SUPPRESSION_SETS, suppressionText } from './valgrind/suppression-sets.js';

export type { LeakErrorCode } from './errors.js';
export type { FlameGraphOptions } from './flamegraph/render-flame-graph.js';
export type { HeapMeasure, HeapProfile, HeapTotals } from './heaptrack/heap-profile.js';
export type { HeapPoint } from './heaptrack/heap-series.js';
export type { ReadTraceOptions } from './heaptrack/read-trace.js';
export type { CommandResult, CommandStream, LeakClock, LeakHost } from './leak-host.js';
export type { AttachedHeaptrack, AttachOptions } from './run/attach-heaptrack.js';
export type { EndedSubject, EndOptions, EndStep } from './run/end-subject.js';
export type { Subject } from './run/find-subject.js';
export type { LeakTool } from './run/find-tool.js';
export type { HeaptrackOptions, ValgrindOptions, WrappedCommand } from './run/wrap-command.js';
export type { SiteGrowth } from './sites/compare-sites.js';
export type { AllocationSite, FoldedStack, StackFrame } from './sites/site.js';
export type {
  LeakAmount,
  LeakKind,
  LossRecord,
  MemcheckReport,
  UsedSuppression,
} from './valgrind/memcheck-report.js';
export type { SuppressionSet } from './valgrind/suppression-sets.js';
