import { parseAssignments } from '../config/parse-assignments.js';
import { badInput } from '../errors.js';
import type { Mistake } from '../lanes/calibrate-experiments.js';
import { MISTAKES } from '../lanes/calibrate-experiments.js';
import { TARGET_LANES } from '../lanes/lane-names.js';
import type { LaneOption } from './lane-option.js';
import { scalar, texts } from './lane-option.js';

/** What is in force in the target, and which builds of it are compared. */
export const BUILD_OPTIONS: readonly LaneOption[] = [
  {
    flag: 'set',
    placeholder: 'name=value',
    repeatable: true,
    describe: 'a parameter of the target for every cell (repeatable); it is read back before a cell counts',
    lanes: TARGET_LANES,
    setting: 'params',
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
    setting: 'buildA',
    read: (value) => ({ buildA: texts(value) }),
  },
  {
    flag: 'b',
    placeholder: 'build',
    repeatable: true,
    describe: 'the second build, named likewise (repeatable)',
    lanes: ['ab'],
    setting: 'buildB',
    read: (value) => ({ buildB: texts(value) }),
  },
  {
    flag: 'build',
    placeholder: 'build',
    repeatable: true,
    describe:
      'the build that is measured against itself, named as those of ab (default: what the profile says)',
    lanes: ['aa'],
    setting: 'buildA',
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
