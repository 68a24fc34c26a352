import type { CellRecord } from './cell-record.js';
import type { Warning } from './warnings.js';

/** What a profiler's own conduct takes from a result. */
export function profilerWarnings(cells: readonly CellRecord[]): Warning[] {
  return cells.flatMap((cell) => {
    const { profiled } = cell;
    if (!profiled) return [];
    const { tool, tool_version: version, ended } = profiled;
    const warnings: Warning[] = [];
    if (!profiled.tool_version_checked) {
      warnings.push({
        code: 'tool-version',
        severity: 'note',
        message: `${tool} ${version} is newer than the versions that were checked`,
        fix: null,
      });
    }
    if (ended.ignored.length > 0) {
      warnings.push({
        code: 'not-ended-cleanly',
        severity: 'warn',
        message: `${cell.id}: the target ignored ${ended.ignored.join(' and ')}${ended.clean ? '' : ' and was killed, so everything it held counts as not freed'}`,
        fix: 'wrap.signal in the profile names the signal it ends on',
      });
    }
    return warnings;
  });
}
