import { parseShare, parseWords } from '../config/parse-values.js';
import { badInput } from '../errors.js';
import { BUILD_LANES, TARGET_LANES } from '../lanes/lane-names.js';
import type { LaneOption } from './lane-option.js';
import { scalar } from './lane-option.js';

const WITH_LOAD = TARGET_LANES.filter((lane) => lane !== 'load');

/** Load, and what a lane compares. */
export const VARIATION_OPTIONS: readonly LaneOption[] = [
  {
    flag: 'load',
    placeholder: 'level',
    describe: 'clients during the window: light (40 requests/s) or heavy (320 requests/s, 4 event streams)',
    lanes: WITH_LOAD,
    read: (value) => {
      if (value !== 'light' && value !== 'heavy')
        throw badInput(`--load: '${String(value)}' is not a level`, 'light or heavy');
      return { load: value };
    },
  },
  {
    flag: 'precision',
    placeholder: 'share',
    describe: 'add repeats until the interval of memory is this tight (2%), at most 30',
    lanes: ['footprint'],
    read: (value) => ({ precision: parseShare(scalar(value, '--precision'), '--precision') }),
  },
  {
    flag: 'levels',
    placeholder: 'list',
    describe: 'levels of load to compare (off,light,heavy)',
    lanes: ['load'],
    read: (value) => ({ levels: parseWords(value, '--levels', ['off', 'light', 'heavy']) }),
  },
  {
    flag: 'connections',
    placeholder: 'kind',
    describe: 'keep-alive, new (one per request) or both, which are reported apart',
    lanes: ['footprint', 'scaling', 'load', ...BUILD_LANES],
    read: (value) => {
      if (value !== 'keep-alive' && value !== 'new' && value !== 'both')
        throw badInput(`--connections: '${String(value)}' is not a kind`, 'keep-alive, new or both');
      return { connections: value };
    },
  },
  {
    flag: 'design',
    placeholder: 'name',
    describe: 'one-at-a-time, or factorial for interactions between settings',
    lanes: ['sweep'],
    read: (value) => {
      if (value !== 'one-at-a-time' && value !== 'factorial')
        throw badInput(`--design: '${String(value)}' is not a design`, 'one-at-a-time or factorial');
      return { design: value };
    },
  },
  {
    flag: 'only',
    placeholder: 'list',
    describe: "only these settings of the profile's sweep",
    lanes: ['sweep'],
    read: (value) => ({ only: parseWords(value, '--only') }),
  },
];
