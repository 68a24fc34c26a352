// One try of a survival case: a run, a fault, the end; then what is left, what is kept, and whether a resumed
// run completes it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startBench } from '../bench.js';
import { finishedCells, labelled, labelOf } from '../interrupt-kit.js';
import { containersOf } from './engine.js';
import { descendants, isSame, startOf } from './processes.js';

/** A run that has not ended this long after its fault hangs. */
const HANG_S = 300;
/** What guards get to end what a killed run started. */
const GUARDS_S = 8;

/**
 * Runs `spec.args` into its own run folder and lets `spec.fault` happen to it.
 * @param spec args, env, fault(world), codes (exit codes that are right), says (what the user must be told), cells (number when complete),
 *   cleans (whether `clean` may be needed), resume (false: no resumed run), unreachable (until `beforeResume`), resumeArgs, resumeEnv, allLost
 */
export async function attempt(dir, spec) {
  const runDir = path.join(dir, spec.run ?? 'run');
  const args = [...spec.args, '--results-dir', dir, '--run-dir', spec.run ?? 'run'];
  const run = startBench(args, {
    env: { ...process.env, ...spec.env },
    ...(spec.spawn ?? {}),
  });
  const mine = new Map();
  const world = {
    dir,
    run,
    runDir,
    args,
    label: () => labelOf(runDir),
    ended: () => run.child.exitCode !== null || run.child.signalCode !== null,
  };
  const watching = setInterval(() => {
    for (const pid of descendants(run.child.pid)) mine.set(pid, startOf(pid));
  }, 50);
  let outcome;
  try {
    await spec.fault(world);
    outcome = await Promise.race([run.done, delay(HANG_S * 1000, null, { ref: false })]);
  } finally {
    clearInterval(watching);
  }
  if (outcome === null) {
    run.child.kill('SIGKILL');
    await run.done;
    return { problem: `hung for ${HANG_S} s`, losses: 0, leftovers: 0 };
  }
  return judge(world, spec, outcome, mine);
}

async function judge(world, spec, outcome, mine) {
  const { runDir, dir, args } = world;
  const label = world.keptLabel ?? labelOf(runDir);
  const killed = outcome.signal === 'SIGKILL';
  if (killed) await gone(mine, GUARDS_S);
  const before = finishedCells(cellsOf(runDir, args[0]));
  const leftByKill = killed ? leftOf(label, runDir, mine) : [];
  if (killed || spec.cleans) await startBench(['clean', '--results-dir', dir], { env: envOf(spec) }).done;
  // Behind a dead link nobody can reach what still runs there: it has to be gone once the link is back.
  const left = spec.unreachable ? [] : leftOf(label, killed ? null : runDir, mine);
  const torn = tornFiles(runDir);
  const problems = [];
  if (!spec.codes.includes(outcome.code)) problems.push(`exit ${outcome.code ?? outcome.signal}`);
  if (/\n\s+at .*:\d+:\d+/.test(outcome.stderr)) problems.push('a stack trace');
  // What the tool says of errors that it did not foresee.
  if (outcome.stderr.includes('MEDKIT_BENCH_DEBUG')) problems.push('an error of its own');
  if (spec.says && !spec.says.test(outcome.stderr)) problems.push(`does not say ${spec.says.source}`);
  let losses = torn.length;
  if (torn.length > 0) problems.push(`torn: ${torn.join(', ')}`);
  await spec.beforeResume?.();
  if (spec.resume !== false) losses += await resumeLosses(world, spec, before, problems);
  const leftAfter = leftOf(label, runDir, mine);
  for (const one of [...left, ...leftAfter]) problems.push(`left: ${one}`);
  return {
    losses,
    leftovers: new Set([...left, ...leftAfter]).size,
    leftByKill: leftByKill.length,
    saw: spec.shows?.(outcome) ?? lastWords(outcome),
    kept: before.size,
    code: outcome.code ?? outcome.signal,
    problem: problems.length === 0 ? null : `${problems.join('; ')} | ${outcome.stderr.trim().slice(-400)}`,
  };
}

async function resumeLosses({ runDir, args }, spec, before, problems) {
  // As the tool says itself: a run that had got as far as its plan is continued, any other is begun.
  const planned = existsSync(path.join(runDir, args[0], 'plan.json'));
  const resumeArgs = planned ? [...args, '--resume'] : args;
  const resumed = await startBench([...resumeArgs, ...(spec.resumeArgs ?? [])], {
    env: { ...envOf(spec), ...spec.resumeEnv },
  }).done;
  const after = finishedCells(cellsOf(runDir, args[0]));
  const changed = [...before].filter(([id, hash]) => after.get(id) !== hash).length;
  if (changed > 0) problems.push(`${changed} finished cells changed`);
  const right = spec.resumeCodes ?? [0];
  const complete = right.includes(resumed.code) && (spec.cells === undefined || after.size === spec.cells);
  if (!complete)
    problems.push(`resume ended with ${resumed.code}, ${after.size} cells: ${resumed.stderr.slice(-300)}`);
  return changed + (complete ? 0 : 1);
}

const envOf = (spec) => ({ ...process.env, ...spec.env });

/** The folder of the cells; `all` and lanes alike keep them below the run. */
function cellsOf(runDir, lane) {
  return path.join(runDir, lane, 'cells');
}

/** Everything of a run that is still there: processes, containers, instance folders, half-written files. */
export function leftOf(label, runDir, mine = new Map()) {
  const left = [...mine].filter(([pid, start]) => isSame(pid, start)).map(([pid]) => `process ${pid}`);
  if (label !== null) {
    left.push(...labelled(label).map((pid) => `process ${pid}`));
    left.push(...containersOf(label));
    for (const folder of new Set([os.tmpdir(), process.env.TMPDIR ?? os.tmpdir()]))
      left.push(...readdirSync(folder).filter((name) => name.startsWith(`${label}-`)));
  }
  if (runDir !== null) left.push(...filesBelow(runDir).filter((file) => file.endsWith('.partial')));
  return [...new Set(left)];
}

async function gone(mine, seconds) {
  const deadline = Date.now() + seconds * 1000;
  while ([...mine].some(([pid, start]) => isSame(pid, start)) && Date.now() < deadline) await delay(100);
}

/** Records on disk that do not parse. */
function tornFiles(runDir) {
  return filesBelow(runDir).filter((file) => {
    const text = () => readFileSync(file, 'utf8');
    try {
      if (file.endsWith('.json')) JSON.parse(text());
      if (file.endsWith('samples.ndjson'))
        text()
          .trim()
          .split('\n')
          .forEach((line) => JSON.parse(line));
      return false;
    } catch {
      return true;
    }
  });
}

function filesBelow(dir) {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/** The line that tells the user. */
function lastWords({ stderr, stdout }) {
  const lines = stderr.trim().split('\n');
  return (
    lines.find((line) => /FAILED|^error|^interrupted/.test(line)) ??
    (stdout.includes('Report:') ? 'the report, as if nothing had happened' : '(nothing)')
  ).replace(/^\[[^\]]*\] /, '');
}
