import { parseCount, parseCountList, parsePositiveDurationS, parseWords } from '../config/parse-values.js';
import type { LaneOption } from './lane-option.js';
import { listText, scalar } from './lane-option.js';

/** What happens within a window: bursts of faults, churn of the graph. */
export const ACTIVITY_OPTIONS: readonly LaneOption[] = [
  {
    flag: 'faults',
    placeholder: 'list',
    describe: 'faults in a burst (1,2,4,8,16)',
    lanes: ['fault'],
    read: (value) => ({ faults: parseCountList(listText(value), '--faults', 1, 1000) }),
  },
  {
    flag: 'modes',
    placeholder: 'list',
    describe: "only these modes of the profile's faults",
    lanes: ['fault'],
    read: (value) => ({ modes: parseWords(value, '--modes') }),
  },
  {
    flag: 'pre-s',
    placeholder: 'time',
    describe: 'time before the burst, its baseline',
    lanes: ['fault'],
    read: (value) => ({ preS: parsePositiveDurationS(scalar(value, '--pre-s'), '--pre-s') }),
  },
  {
    flag: 'window-s',
    placeholder: 'time',
    describe: 'time after the burst',
    lanes: ['fault'],
    read: (value) => ({ windowS: parsePositiveDurationS(scalar(value, '--window-s'), '--window-s') }),
  },
  {
    flag: 'churn-sec',
    placeholder: 'time',
    describe: 'time between changes of the graph',
    lanes: ['churn'],
    read: (value) => ({ churnSec: parsePositiveDurationS(scalar(value, '--churn-sec'), '--churn-sec') }),
  },
  {
    flag: 'churn-count',
    placeholder: 'n',
    describe: 'entities recycled at each change; the size of the graph stays',
    lanes: ['churn'],
    read: (value) => ({
      churnCount: parseCount(scalar(value, '--churn-count'), '--churn-count', 1, 100_000),
    }),
  },
  {
    flag: 'cycles',
    placeholder: 'n',
    describe: 'grow the graph and shrink it back this often, and say what stays of it (12; 0: not at all)',
    lanes: ['churn'],
    read: (value) => ({ cycles: parseCount(scalar(value, '--cycles'), '--cycles', 0, 10_000) }),
  },
  {
    flag: 'cycle-grow',
    placeholder: 'n',
    describe: 'entities that come and go in each cycle (default: as many as there are)',
    lanes: ['churn'],
    read: (value) => ({
      cycleGrow: parseCount(scalar(value, '--cycle-grow'), '--cycle-grow', 1, 100_000),
    }),
  },
  {
    flag: 'cycle-hold',
    placeholder: 'time',
    describe: 'how long the grown and the shrunk graph are held in each cycle',
    lanes: ['churn'],
    read: (value) => ({
      cycleHoldS: parsePositiveDurationS(scalar(value, '--cycle-hold'), '--cycle-hold'),
    }),
  },
];
