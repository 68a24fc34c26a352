import { parseAssignments } from '../config/parse-assignments.js';
import { parseCount, parseCountList, parsePositiveDurationS, parseShare } from '../config/parse-values.js';
import { badInput } from '../errors.js';
import type { LaneName, LaneSettings } from '../lanes/settings.js';

/** One setting of lanes: its flag, its key in the configuration and how its text is read. */
export interface LaneOption {
  /** Long flag without dashes; with underscores it is the configuration key. */
  flag: string;
  placeholder: string;
  describe: string;
  lanes: readonly LaneName[];
  /** May be given several times. */
  repeatable?: true;
  /** Turns text (or a YAML value) into settings; throws naming the flag. */
  read(value: string | number | (string | number)[]): Partial<LaneSettings>;
}

const ALL: readonly LaneName[] = ['footprint', 'scaling'];

type Value = string | number | (string | number)[];

function scalar(value: Value, flag: string): string | number {
  if (Array.isArray(value)) throw badInput(`${flag}: one value is wanted, a list was given`);
  return value;
}

function listText(value: Value): string | (string | number)[] {
  return typeof value === 'number' ? String(value) : value;
}

/** Every lane setting, once: flags, help and configuration keys come from here. */
export const LANE_OPTIONS: readonly LaneOption[] = [
  {
    flag: 'duration',
    placeholder: 'time',
    describe: 'length of a measuring window, seconds or with a unit (300, 5m)',
    lanes: ALL,
    read: (value) => ({ durationS: parsePositiveDurationS(scalar(value, '--duration'), '--duration') }),
  },
  {
    flag: 'interval',
    placeholder: 'time',
    describe: 'time between samples',
    lanes: ALL,
    read: (value) => {
      const intervalS = parsePositiveDurationS(scalar(value, '--interval'), '--interval');
      return { intervalS, memoryIntervalS: intervalS };
    },
  },
  {
    flag: 'memory-interval',
    placeholder: 'time',
    describe: 'time between reads of the memory map, the costly part (default: --interval)',
    lanes: ALL,
    read: (value) => ({
      memoryIntervalS: parsePositiveDurationS(scalar(value, '--memory-interval'), '--memory-interval'),
    }),
  },
  {
    flag: 'repeats',
    placeholder: 'n',
    describe: 'fresh instances per setting',
    lanes: ALL,
    read: (value) => ({ repeats: parseCount(scalar(value, '--repeats'), '--repeats', 1, 1000) }),
  },
  {
    flag: 'entities',
    placeholder: 'list',
    describe: 'sizes of the graph (10,50,250); footprint takes the first',
    lanes: ALL,
    read: (value) => ({ entities: parseCountList(listText(value), '--entities', 1, 100_000) }),
  },
  {
    flag: 'refresh-ms',
    placeholder: 'list',
    describe: "the target's refresh interval in ms; a list gives one fit per rate",
    lanes: ALL,
    read: (value) => ({ refreshMs: parseCountList(listText(value), '--refresh-ms', 1, 3_600_000) }),
  },
  {
    flag: 'topics-per-node',
    placeholder: 'n',
    describe: 'topics of each synthetic node',
    lanes: ALL,
    read: (value) => ({
      topicsPerNode: parseCount(scalar(value, '--topics-per-node'), '--topics-per-node', 0, 1000),
    }),
  },
  {
    flag: 'services-per-node',
    placeholder: 'n',
    describe: 'services of each synthetic node',
    lanes: ALL,
    read: (value) => ({
      servicesPerNode: parseCount(scalar(value, '--services-per-node'), '--services-per-node', 0, 1000),
    }),
  },
  {
    flag: 'params-per-node',
    placeholder: 'n',
    describe: 'parameters of each synthetic node',
    lanes: ALL,
    read: (value) => ({
      paramsPerNode: parseCount(scalar(value, '--params-per-node'), '--params-per-node', 0, 1000),
    }),
  },
  {
    flag: 'msg-types',
    placeholder: 'n',
    describe: 'distinct message types in the graph',
    lanes: ALL,
    read: (value) => ({ msgTypes: parseCount(scalar(value, '--msg-types'), '--msg-types', 1, 1000) }),
  },
  {
    flag: 'load',
    placeholder: 'level',
    describe: 'clients during the window: light (40 requests/s) or heavy (320 requests/s, 4 event streams)',
    lanes: ALL,
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
    flag: 'set',
    placeholder: 'name=value',
    repeatable: true,
    describe: 'a parameter of the target for every cell (repeatable); it is read back before a cell counts',
    lanes: ALL,
    read: (value) => ({ params: parseAssignments(Array.isArray(value) ? value : [value], '--set') }),
  },
  {
    flag: 'validate-against-demo',
    placeholder: 'summary',
    describe: "footprint summary.json of the real stack: compares the memory per entity with this run's",
    lanes: ['scaling'],
    read: (value) => ({ validateAgainstDemo: String(value) }),
  },
];

/** The configuration key of an option. */
export function configKey(option: LaneOption): string {
  return option.flag.replaceAll('-', '_');
}

/** The name commander gives a flag's value. */
export function optionKey(option: LaneOption): string {
  return option.flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
