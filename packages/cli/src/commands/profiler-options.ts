import { parseCount, parsePositiveDurationS } from '../config/parse-values.js';
import type { LaneOption } from './lane-option.js';
import { scalar } from './lane-option.js';

/** Lanes that put heaptrack or valgrind around the target. */
export const PROFILER_OPTIONS: readonly LaneOption[] = [
  {
    flag: 'heaptrack-duration',
    placeholder: 'time',
    describe: 'length of the run under heaptrack that finds the call sites',
    lanes: ['heap'],
    setting: 'heaptrackS',
    read: (value) => ({
      heaptrackS: parsePositiveDurationS(scalar(value, '--heaptrack-duration'), '--heaptrack-duration'),
    }),
  },
  {
    flag: 'settle',
    placeholder: 'time',
    describe: 'time the target is left alone under valgrind before it is ended',
    lanes: ['memcheck'],
    read: (value) => ({ settleS: parsePositiveDurationS(scalar(value, '--settle'), '--settle') }),
  },
  {
    flag: 'fail-on-leak',
    placeholder: 'bytes',
    valueOptional: true,
    describe: 'exit 1 when more than this is definitely lost (alone: anything)',
    lanes: ['memcheck'],
    setting: 'failOnLeakBytes',
    read: (value) => ({ failOnLeakBytes: leakLimit(scalar(value, '--fail-on-leak')) }),
  },
  {
    flag: 'attribute-at',
    placeholder: 'n',
    describe: 'size of the graph at which memory is attributed',
    lanes: ['attribute'],
    setting: 'entities',
    read: (value) => ({ entities: [parseCount(scalar(value, '--attribute-at'), '--attribute-at')] }),
  },
  {
    flag: 'from',
    placeholder: 'n',
    describe: 'the smaller of two sizes: what grows between them (with --to)',
    lanes: ['attribute'],
    setting: 'attributeFrom',
    read: (value) => ({ attributeFrom: parseCount(scalar(value, '--from'), '--from') }),
  },
  {
    flag: 'to',
    placeholder: 'n',
    describe: 'the larger of two sizes (with --from)',
    lanes: ['attribute'],
    setting: 'entities',
    read: (value) => ({ entities: [parseCount(scalar(value, '--to'), '--to')] }),
  },
];

// `--fail-on-leak` alone, or the word true in a configuration: any loss fails.
function leakLimit(value: unknown): number {
  return value === true || value === 'true' ? 0 : parseCount(value as string, '--fail-on-leak', 0, 2 ** 40);
}
