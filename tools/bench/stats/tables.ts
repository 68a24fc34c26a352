import { comparisonTable } from './comparison-table.ts';
import { coverage } from './coverage.ts';
import { growthTable } from './growth-table.ts';
import { leakTable } from './leak-table.ts';
import { stoppingTable } from './stopping-table.ts';
import type { Table } from './table.ts';

/** Every table by the name it is asked for. */
export const tables: Record<string, Table> = {
  coverage,
  growth: growthTable,
  leak: leakTable,
  comparison: comparisonTable,
  stopping: stoppingTable,
};
