// What can happen to the command line itself: signals in every lane, and others at work beside it.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startBench } from '../bench.js';
import { expectedCodes, finishedCells, SIGNALS } from '../interrupt-kit.js';
import { attempt, leftOf } from './attempt.js';
import { descendants } from './processes.js';
import { FOOTPRINT, meetTarget } from './targets.js';

const SHORT = ['--quick', '--duration', '2'];
/** Each lane in its shortest form, the cells it then has, and how long the form takes. */
const LANES = [
  { args: ['footprint', ...SHORT, '--repeats', '2'], cells: 2, spanS: 14 },
  { args: ['scaling', ...SHORT, '--entities', '10,40,80', '--repeats', '1'], cells: 3, spanS: 20 },
  { args: ['sweep', ...SHORT, '--repeats', '1', '--only', 'pool-2'], cells: 2, spanS: 14 },
  { args: ['load', ...SHORT, '--repeats', '1'], cells: 3, spanS: 20 },
  {
    args: ['fault', '--quick', '--faults', '1,4', '--pre-s', '1', '--window-s', '2'],
    cells: undefined,
    spanS: 14,
  },
  { args: ['churn', '--quick', '--duration', '4'], cells: 2, spanS: 16 },
  { args: ['attribute', ...SHORT, '--entities', '20'], cells: undefined, spanS: 14, needs: 'heaptrack' },
  { args: ['heap', ...SHORT, '--heaptrack-duration', '3'], cells: undefined, spanS: 16, needs: 'heaptrack' },
  { args: ['memcheck', '--quick', '--settle', '2'], cells: undefined, spanS: 14, needs: 'valgrind' },
];

/** Names of the lanes, for one case each. */
const laneCase = (lane) => ({
  id: `signals, ${lane.args[0]}`,
  how: 'INT, TERM, HUP and KILL in turn to the command line at a random moment',
  kept: 'every finished cell, byte for byte; --resume goes on',
  needs: lane.needs === undefined ? [] : [lane.needs],
  attempt: (dir, { random, number }) => {
    const signal = SIGNALS[number % SIGNALS.length];
    return attempt(dir, {
      args: lane.args,
      fault: async (world) => {
        await delay(random() * lane.spanS * 1000);
        world.run.child.kill(signal);
      },
      // A gate may fire, or a lane find too little, before the signal comes.
      codes: [...expectedCodes(signal), 1, 3],
      resumeCodes: [0, 1, 3],
      cells: lane.cells,
    });
  },
});

export const CLI_CASES = [
  ...LANES.map(laneCase),
  {
    id: 'two at once, apart',
    how: 'two runs in one results folder at the same time',
    kept: 'both',
    attempt: (dir) => besides(dir, 'other', [0]),
  },
  {
    id: 'two at once, one folder',
    how: 'a second run is started into the folder of one that is under way',
    kept: 'the first, untouched; the second is refused',
    attempt: (dir) => besides(dir, 'run', [2]),
  },
  {
    id: 'two at once, resumed twice',
    how: 'a second --resume is started while the first is at work',
    kept: 'the first, untouched; the second is refused',
    attempt: (dir) => besides(dir, 'run', [2], ['--resume']),
  },
  {
    id: 'clean beside a run',
    how: '`clean` is called while a run is under way',
    kept: 'the run, untouched',
    attempt: (dir) => cleanBeside(dir),
  },
  {
    id: 'clean takes only its own',
    how: 'SIGKILL to a run and its guards; processes of other labels and none stand beside',
    kept: 'finished cells, and everything that belongs to others',
    attempt: (dir, { random }) => cleanOnlyOwn(dir, random),
  },
];

/** A second command line while the first is in its first cell. */
function besides(dir, run, codes, more = []) {
  let second = null;
  return attempt(dir, {
    args: FOOTPRINT,
    fault: async (world) => {
      await meetTarget(world, () => 0.3);
      second = await startBench([...FOOTPRINT, '--results-dir', dir, '--run-dir', run, ...more]).done;
    },
    codes: [0],
    cells: 2,
    shows: ({ stdout }) =>
      codes.includes(2)
        ? second.stderr.trim().split('\n')[0]
        : stdout.includes('Report:')
          ? 'two reports'
          : '(nothing)',
  }).then((result) => {
    if (!codes.includes(second.code))
      return { ...result, problem: `the second ended with ${second.code}: ${second.stderr.slice(-300)}` };
    const cells = finishedCells(path.join(dir, run, 'footprint/cells')).size;
    return cells === 2 ? result : { ...result, losses: 2 - cells, problem: `${cells} cells in ${run}` };
  });
}

function cleanBeside(dir) {
  let cleaned = null;
  return attempt(dir, {
    args: FOOTPRINT,
    fault: async (world) => {
      await meetTarget(world, () => 0.3);
      cleaned = await startBench(['clean', '--results-dir', dir]).done;
    },
    codes: [0],
    cells: 2,
    shows: () => cleaned.stdout.trim().slice(0, 160),
  });
}

/** Guards are killed too, so that `clean` has something to do. */
async function cleanOnlyOwn(dir, random) {
  const bystander = (env) => spawn('sleep', ['600'], { stdio: 'ignore', env: { ...process.env, ...env } });
  const others = [bystander({ MEDKIT_BENCH_LABEL: 'medkit-bench-0123456789ab' }), bystander({})];
  let left = 0;
  try {
    const result = await attempt(dir, {
      args: FOOTPRINT,
      fault: async (world) => {
        await meetTarget(world, random);
        killGuardsOf(world.run.child.pid);
        world.run.child.kill('SIGKILL');
        await world.run.done;
        await delay(500);
        left = leftOf(world.label(), world.runDir).length;
      },
      codes: [null, 0],
      cells: 2,
      shows: () => `(killed) ${left} things left, then \`clean\` removes them`,
    });
    const gone = others.filter((child) => child.exitCode !== null || child.signalCode !== null).length;
    return gone === 0
      ? result
      : { ...result, leftovers: 0, problem: `${gone} processes of others were ended` };
  } finally {
    for (const child of others) child.kill('SIGKILL');
  }
}

function killGuardsOf(pid) {
  for (const child of descendants(pid)) {
    if (
      existsSync(`/proc/${child}/cmdline`) &&
      readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('medkit-bench-guard')
    )
      process.kill(Number(child), 'SIGKILL');
  }
}
