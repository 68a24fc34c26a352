export { readHeaptrackTrace } from './heaptrack/read-trace.js';
export { openTrace, decompressed } from './heaptrack/open-trace.js';
