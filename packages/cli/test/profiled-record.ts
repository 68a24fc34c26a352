import type { HeapRecord, MemcheckRecord, SiteRecord } from '../src/lanes/profiled-record.js';

/** A call site. */
export function siteOf(name: string, bytes: number, blocks = 1): SiteRecord {
  return {
    function: name,
    file: `/src/${name}.c`,
    line: 7,
    module: 'server',
    resolved: true,
    bytes,
    blocks,
    share: null,
    stack: [name, 'main'],
  };
}

const COMMON = {
  tool_version: '1.4.0',
  tool_version_checked: true,
  command: 'server',
  ended: { how: 'SIGINT', clean: true, ignored: [] },
};

/** A minute under heaptrack in which 40 kB/s were lost. */
export function heapRecordOf(over: Partial<HeapRecord> = {}): HeapRecord {
  return {
    tool: 'heaptrack',
    ...COMMON,
    traced_s: 60,
    total_leaked: 2_400_000,
    total_leaked_blocks: 600,
    suppressed_bytes: 0,
    peak_bytes: 3_000_000,
    peak_at_s: 59,
    allocated_bytes: 4_000_000,
    allocations: 1000,
    temporary_allocations: 10,
    peak_rss_kib: 9000,
    unresolved_share: 0,
    sites: {
      leaked: [siteOf('leak_block', 2_400_000, 600)],
      peak: [siteOf('leak_block', 2_400_000, 600), siteOf('table', 600_000)],
      allocated: [siteOf('leak_block', 2_400_000, 600), siteOf('table', 1_600_000)],
    },
    heap_series: [],
    flame_graphs: ['leaked', 'peak'],
    ...over,
  };
}

/** A run under valgrind that lost `bytes` in `blocks`. */
export function memcheckRecordOf(bytes: number, blocks: number): MemcheckRecord {
  return {
    tool: 'valgrind',
    ...COMMON,
    definitely_lost: bytes,
    definitely_lost_blocks: blocks,
    indirectly_lost: 0,
    indirectly_lost_blocks: 0,
    possibly_lost: 0,
    possibly_lost_blocks: 0,
    still_reachable: 100,
    still_reachable_blocks: 1,
    suppressed: null,
    suppressed_blocks: null,
    other_errors: 0,
    fatal_signal: null,
    suppressions: [],
    suppressions_used: [],
    records: bytes > 0 ? [{ kind: 'definite', ...siteOf('leak_block', bytes, blocks) }] : [],
  };
}
