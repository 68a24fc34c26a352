// What can happen to the host: its disk, its clock, the results folder, the terminal.
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { attempt } from './attempt.js';
import { fakeTimeLibrary } from './needs.js';
import { FOOTPRINT, meetTarget, profile, SLEEPER } from './targets.js';

const INSTANT = ['footprint', '--quick', '--duration', '0.5', '--interval', '0.1', '--repeats', '2'];
const PAGE_KIB = 4;
/** More than a run writes. */
const ENOUGH_KIB = 4096;

export const HOST_CASES = [
  {
    id: 'disk full, results',
    how: 'a tmpfs with k pages of 4 KiB left, k from 0 up with every try: each write is met',
    kept: 'finished cells, whole; --resume goes on once there is room',
    needs: ['mount'],
    attempt: (dir, { number }) => withTmpfs(dir, (disk) => fullAt(disk, dir, number)),
  },
  {
    id: 'disk full, temporary folder',
    how: 'no room for the folder of an instance',
    kept: 'finished cells; --resume goes on once there is room',
    needs: ['mount'],
    attempt: (dir) => withTmpfs(dir, (disk) => noTemporaryRoom(disk, dir)),
  },
  {
    id: 'results folder removed',
    how: 'rm -r of the run at a random moment',
    kept: 'what is measured after it, and every record; the run stays one that can be resumed and cleaned',
    attempt: (dir, { random }) =>
      attempt(dir, {
        args: FOOTPRINT,
        fault: async (world) => {
          await meetTarget(world, random, { spanS: 8 });
          world.keptLabel = world.label() ?? undefined;
          rmSync(world.runDir, { recursive: true, force: true });
        },
        codes: [0],
        resume: false,
      }).then((result) => withSummary(dir, result)),
  },
  {
    id: 'clock goes back',
    how: 'libfaketime: one day back at a random moment, the monotonic clock untouched',
    kept: 'everything; durations stay what they were',
    needs: ['faketime'],
    attempt: (dir, { random }) => stepped(dir, random, '-86400'),
  },
  {
    id: 'clock goes forward',
    how: 'libfaketime: one hour forward at a random moment, the monotonic clock untouched',
    kept: 'everything; durations stay what they were',
    needs: ['faketime'],
    attempt: (dir, { random }) => stepped(dir, random, '+3600'),
  },
  {
    id: 'stdout closed',
    how: 'the reader of standard output is gone at once (EPIPE)',
    kept: 'everything',
    attempt: (dir) => unread(dir, 'stdout'),
  },
  {
    id: 'stderr closed',
    how: 'the reader of standard error is gone at once (EPIPE)',
    kept: 'everything',
    attempt: (dir) => unread(dir, 'stderr'),
  },
  {
    id: 'output to a full disk',
    how: 'standard output and error are /dev/full',
    kept: 'everything; what was to be printed is lost, and the exit code says so',
    attempt: (dir) => toFullDisk(dir, ['stdout', 'stderr'], 2),
  },
  {
    id: 'error output to a full disk',
    how: 'standard error is /dev/full',
    kept: 'everything',
    attempt: (dir) => toFullDisk(dir, ['stderr'], 0),
  },
];

async function withTmpfs(dir, body) {
  const disk = path.join(dir, 'disk');
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${ENOUGH_KIB}k`, 'tmpfs', disk]);
  try {
    return await body(disk);
  } finally {
    execFileSync('umount', ['--lazy', disk]);
  }
}

/** Leaves `pages` pages of the disk free. */
function fill(disk, pages) {
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(
    path.join(disk, 'ballast'),
    Buffer.alloc(Math.max(0, bavail * bsize - pages * PAGE_KIB * 1024)),
  );
}

function fullAt(disk, dir, pages) {
  fill(disk, pages);
  return attempt(disk, {
    args: [...INSTANT, ...profile(dir, 'sleeper', SLEEPER)],
    fault: () => undefined,
    codes: [0, 2, 3],
    cells: 2,
    beforeResume: () => rmSync(path.join(disk, 'ballast')),
  });
}

function noTemporaryRoom(disk, dir) {
  const temporary = path.join(disk, 'tmp');
  mkdirSync(temporary);
  fill(disk, 0);
  return attempt(dir, {
    args: [...FOOTPRINT],
    env: { TMPDIR: temporary },
    fault: () => undefined,
    codes: [2, 3],
    cells: 2,
    beforeResume: () => rmSync(path.join(disk, 'ballast')),
  });
}

function stepped(dir, random, by) {
  const file = path.join(dir, 'clock');
  writeFileSync(file, '+0\n');
  return attempt(dir, {
    args: [...INSTANT, ...profile(dir, 'sleeper', SLEEPER)],
    env: {
      LD_PRELOAD: fakeTimeLibrary(),
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      FAKETIME_NO_CACHE: '1',
    },
    fault: async (world) => {
      await meetTarget(world, random, { comm: 'sleep', spanS: 4 });
      writeFileSync(file, `${by}\n`);
    },
    codes: [0],
    cells: 2,
  }).then((result) => withDurations(dir, result));
}

/** Durations that a stepped clock would have spoilt. */
function withDurations(dir, result) {
  const cells = JSON.parse(readFileSync(path.join(dir, 'run/footprint/summary.json'), 'utf8')).cells ?? [];
  const bad = cells.filter(({ duration_s: s }) => !(s > 0 && s < 120)).map(({ duration_s: s }) => s);
  return bad.length === 0 ? result : { ...result, problem: `durations of ${bad.join(', ')} s` };
}

const RECORDS = [
  'run.json',
  'footprint/plan.json',
  'footprint/summary.json',
  'footprint/cells/rep1/cell.json',
  'footprint/cells/rep2/cell.json',
];

const withSummary = (dir, result) => withFiles(dir, result, RECORDS);

function withFiles(dir, result, files = [...RECORDS, 'report.html', 'footprint/report.md']) {
  const missing = files.filter((file) => !existsSync(path.join(dir, 'run', file)));
  if (missing.length === 0) return result;
  return {
    ...result,
    losses: missing.length,
    problem: `${result.problem ?? ''} missing: ${missing.join(', ')}`,
  };
}

function unread(dir, stream) {
  return attempt(dir, {
    args: [...INSTANT, ...profile(dir, 'sleeper', SLEEPER)],
    fault: async (world) => {
      world.run.child[stream].destroy();
      await delay(0);
    },
    codes: [0],
    cells: 2,
    shows: () => 'exit code 0 and the files',
  });
}

/** A result that was to be printed and could not be is no success, but the files of the run are whole. */
async function toFullDisk(dir, streams, code) {
  const full = openSync('/dev/full', 'w');
  const to = (name) => (streams.includes(name) ? full : 'pipe');
  try {
    return withFiles(
      dir,
      await attempt(dir, {
        args: [...INSTANT, ...profile(dir, 'sleeper', SLEEPER)],
        fault: () => undefined,
        spawn: { stdio: ['ignore', to('stdout'), to('stderr')] },
        codes: [code],
        cells: 2,
        shows: () => `exit code ${code} and the files`,
      }),
    );
  } finally {
    closeSync(full);
  }
}
