import { parseAssignments } from '../config/parse-assignments.js';
import {
  parseCount,
  parseCountList,
  parsePositiveDurationS,
  parseShare,
  parseWords,
} from '../config/parse-values.js';
import { badInput } from '../errors.js';
import type { Mistake } from '../lanes/calibrate-experiments.js';
import { MISTAKES } from '../lanes/calibrate-experiments.js';
import { BUILD_LANES, MEASURING_LANES } from '../lanes/lane-names.js';
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
  /** The flag may stand alone; its value is then `true`. */
  valueOptional?: true;
  /** Turns text (or a YAML value) into settings; throws naming the flag. */
  read(value: string | number | (string | number)[]): Partial<LaneSettings>;
}

const ALL: readonly LaneName[] = [...MEASURING_LANES, ...BUILD_LANES];
// The burst has its own times, and a lane that compares levels of load cannot be told one.
// memcheck settles instead.
const WITH_DURATION = ALL.filter((lane) => lane !== 'fault' && lane !== 'memcheck');
const WITH_LOAD = ALL.filter((lane) => lane !== 'load');

type Value = string | number | (string | number)[];

function scalar(value: Value, flag: string): string | number {
  if (Array.isArray(value)) throw badInput(`${flag}: one value is wanted, a list was given`);
  return value;
}

function listText(value: Value): string | (string | number)[] {
  return typeof value === 'number' ? String(value) : value;
}

function texts(value: Value): string[] {
  return (Array.isArray(value) ? value : [value]).map(String);
}

// `--fail-on-leak` alone, or the word true in a configuration: any loss fails.
function leakLimit(value: unknown): number {
  return value === true || value === 'true' ? 0 : parseCount(value as string, '--fail-on-leak', 0, 2 ** 40);
}

/** Every lane setting, once: flags, help and configuration keys come from here. */
export const LANE_OPTIONS: readonly LaneOption[] = [
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
    describe: 'sizes of the graph (10,50,250); lanes other than scaling take the first',
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
  {
    flag: 'heaptrack-duration',
    placeholder: 'time',
    describe: 'length of the run under heaptrack that finds the call sites',
    lanes: ['heap'],
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
    read: (value) => ({ failOnLeakBytes: leakLimit(scalar(value, '--fail-on-leak')) }),
  },
  {
    flag: 'attribute-at',
    placeholder: 'n',
    describe: 'size of the graph at which memory is attributed',
    lanes: ['attribute'],
    read: (value) => ({ entities: [parseCount(scalar(value, '--attribute-at'), '--attribute-at')] }),
  },
  {
    flag: 'from',
    placeholder: 'n',
    describe: 'the smaller of two sizes: what grows between them (with --to)',
    lanes: ['attribute'],
    read: (value) => ({ attributeFrom: parseCount(scalar(value, '--from'), '--from') }),
  },
  {
    flag: 'to',
    placeholder: 'n',
    describe: 'the larger of two sizes (with --from)',
    lanes: ['attribute'],
    read: (value) => ({ entities: [parseCount(scalar(value, '--to'), '--to')] }),
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
  {
    flag: 'a',
    placeholder: 'build',
    repeatable: true,
    describe:
      'the first build, the one to beat (default: what the profile says): image=NAME, ref=GIT-REF, command=["program"], profile=NAME, var.NAME=, env.NAME=, set.PARAMETER=',
    lanes: ['ab'],
    read: (value) => ({ buildA: texts(value) }),
  },
  {
    flag: 'b',
    placeholder: 'build',
    repeatable: true,
    describe: 'the second build, named likewise (repeatable)',
    lanes: ['ab'],
    read: (value) => ({ buildB: texts(value) }),
  },
  {
    flag: 'build',
    placeholder: 'build',
    repeatable: true,
    describe:
      'the build that is measured against itself, named as those of ab (default: what the profile says)',
    lanes: ['aa'],
    read: (value) => ({ buildA: texts(value), buildB: texts(value) }),
  },
  {
    flag: 'mistake',
    placeholder: 'truth',
    describe: `lets the server deviate from what it declares, to see the table fail: ${MISTAKES.join(', ')}`,
    lanes: ['calibrate'],
    read: (value) => ({ mistake: readMistake(scalar(value, '--mistake')) }),
  },
];

function readMistake(value: string | number): Mistake {
  if (MISTAKES.includes(value as Mistake)) return value as Mistake;
  throw badInput(`--mistake: '${value}' is not a truth of the calibration`, MISTAKES.join(', '));
}

/** The configuration key of an option. */
export function configKey(option: LaneOption): string {
  return option.flag.replaceAll('-', '_');
}

/** The name commander gives a flag's value. */
export function optionKey(option: LaneOption): string {
  return option.flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
