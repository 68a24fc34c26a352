import { parseCount, parseCountList, parsePositiveDurationS } from '../config/parse-values.js';
import { TARGET_LANES } from '../lanes/lane-names.js';
import type { LaneOption } from './lane-option.js';
import { listText, scalar } from './lane-option.js';

// The burst has its own times, and a lane that compares levels of load cannot be told one.
// memcheck settles instead.
const WITH_DURATION = TARGET_LANES.filter((lane) => lane !== 'fault' && lane !== 'memcheck');

/** Windows, repeats and the graph: what nearly every lane can be told. */
export const WINDOW_OPTIONS: readonly LaneOption[] = [
  {
    flag: 'duration',
    placeholder: 'time',
    describe: 'length of a measuring window, seconds or with a unit (300, 5m)',
    lanes: WITH_DURATION,
    read: (value) => ({ durationS: parsePositiveDurationS(scalar(value, '--duration'), '--duration') }),
  },
  {
    flag: 'interval',
    placeholder: 'time',
    describe: 'time between samples',
    lanes: TARGET_LANES,
    read: (value) => {
      const intervalS = parsePositiveDurationS(scalar(value, '--interval'), '--interval');
      return { intervalS, memoryIntervalS: intervalS };
    },
  },
  {
    flag: 'memory-interval',
    placeholder: 'time',
    describe: 'time between reads of the memory map, the costly part (default: --interval)',
    lanes: TARGET_LANES,
    read: (value) => ({
      memoryIntervalS: parsePositiveDurationS(scalar(value, '--memory-interval'), '--memory-interval'),
    }),
  },
  {
    flag: 'repeats',
    placeholder: 'n',
    describe: 'fresh instances per setting',
    lanes: TARGET_LANES,
    read: (value) => ({ repeats: parseCount(scalar(value, '--repeats'), '--repeats', 1, 1000) }),
  },
  {
    flag: 'entities',
    placeholder: 'list',
    describe: 'sizes of the graph (10,50,250); lanes other than scaling take the first',
    lanes: TARGET_LANES,
    read: (value) => ({ entities: parseCountList(listText(value), '--entities', 1, 100_000) }),
  },
  {
    flag: 'refresh-ms',
    placeholder: 'list',
    describe: "the target's refresh interval in ms; a list gives one fit per rate",
    lanes: TARGET_LANES,
    read: (value) => ({ refreshMs: parseCountList(listText(value), '--refresh-ms', 1, 3_600_000) }),
  },
  {
    flag: 'topics-per-node',
    placeholder: 'n',
    describe: 'topics of each synthetic node',
    lanes: TARGET_LANES,
    read: (value) => ({
      topicsPerNode: parseCount(scalar(value, '--topics-per-node'), '--topics-per-node', 0, 1000),
    }),
  },
  {
    flag: 'services-per-node',
    placeholder: 'n',
    describe: 'services of each synthetic node',
    lanes: TARGET_LANES,
    read: (value) => ({
      servicesPerNode: parseCount(scalar(value, '--services-per-node'), '--services-per-node', 0, 1000),
    }),
  },
  {
    flag: 'params-per-node',
    placeholder: 'n',
    describe: 'parameters of each synthetic node',
    lanes: TARGET_LANES,
    read: (value) => ({
      paramsPerNode: parseCount(scalar(value, '--params-per-node'), '--params-per-node', 0, 1000),
    }),
  },
  {
    flag: 'msg-types',
    placeholder: 'n',
    describe: 'distinct message types in the graph',
    lanes: TARGET_LANES,
    read: (value) => ({ msgTypes: parseCount(scalar(value, '--msg-types'), '--msg-types', 1, 1000) }),
  },
];
