// Concurrent writers and kill -9 in the midst of writes: is a baseline or a history ever lost or torn?
// Usage: node tools/proofs/baseline-kills.js [kills=200] [seed]
//
// Three processes write into one baseline (each a lane of its own, counting up) and one history, and say after each
// write that it is done. At a random moment all of them, one of them, or one after the other get SIGKILL; one that is
// left goes on to the end of its turn. A reader in this process reads both files all the while. What was acknowledged
// must be there afterwards, whole and once.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  appendHistory,
  historyEntries,
  readBaseline,
  readHistory,
  updateBaseline,
} from '../../packages/baseline/dist/index.js';
import { printTable } from './bench.js';
import { randomFrom } from './interrupt-kit.js';

const WRITERS = ['one', 'two', 'three'];
const WAYS = ['all at once', 'one of three', 'one after the other'];
/** Writes that a writer makes in one turn if nobody ends it. */
const TURN = 40;
const HOST = {
  cpu_model: 'simulated',
  nproc: 2,
  mem_total_kib: 25_165_824,
  kernel: null,
  governor: null,
  virtualisation: null,
};

/** A run with one lane, named after its writer; its figure is the number of the write. */
function runOf(writer, count) {
  const values = Array.from({ length: 40 }, (_, i) => count + i / 1000);
  const lane = {
    tool_version: '0.1.0',
    method_version: 1,
    profile: 'simulated',
    quick: false,
    high_load: false,
    gateway_commit: null,
    run: `${writer}-${count}`,
    started_at: null,
    finished_at: null,
    steady_count: null,
    parameters: null,
    params_in_force: null,
    metrics: { [`${writer}.figure`]: { kind: 'sample', values, median: count } },
    threads: {},
  };
  return { name: `${writer}-${count}`, path: writer, host: HOST, lanes: { [writer]: lane }, notes: [] };
}

async function write(folder, writer, from) {
  for (let count = from; count < from + TURN; count += 1) {
    const run = runOf(writer, count);
    await updateBaseline(path.join(folder, 'base.json'), run, { lockTimeoutS: 60 });
    process.stdout.write(`baseline ${count}\n`);
    const entries = historyEntries(run);
    await appendHistory(path.join(folder, 'history.ndjson'), entries, { lockTimeoutS: 60 });
    process.stdout.write(`history ${count} ${entries[0].id}\n`);
  }
}

/** Starts a writer; `acknowledged` says what it has on disk. */
function startWriter(folder, writer, from) {
  const child = spawn(process.execPath, [import.meta.filename, '--writer', folder, writer, String(from)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = [];
  let rest = '';
  const begun = new Promise((resolve) => {
    child.stdout.on('data', (chunk) => {
      const parts = (rest + chunk).split('\n');
      rest = parts.pop();
      lines.push(...parts);
      resolve();
    });
    child.on('close', resolve);
  });
  const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal })));
  return { child, writer, lines, begun, ended };
}

async function killThem(way, writers, random) {
  if (way === 'all at once') for (const { child } of writers) child.kill('SIGKILL');
  else if (way === 'one of three') writers[Math.floor(random() * writers.length)].child.kill('SIGKILL');
  else {
    for (const { child } of writers) {
      child.kill('SIGKILL');
      await delay(random() * 20);
    }
  }
}

/** Reads both files over and over; each read must find them whole. */
function startReader(folder, problems) {
  let going = true;
  let reads = 0;
  const done = (async () => {
    while (going) {
      try {
        await readBaseline(path.join(folder, 'base.json'));
        await readHistory(path.join(folder, 'history.ndjson'));
        reads += 1;
      } catch (error) {
        if (error.code !== 'MEDKIT_BASELINE_MISSING') problems.push(`a reader met: ${error.message}`);
      }
      await delay(5);
    }
  })();
  return {
    stop: async () => {
      going = false;
      await done;
      return reads;
    },
  };
}

async function checkFiles(folder, state, problems) {
  const { entries, tornBytes } = await readHistory(path.join(folder, 'history.ndjson'));
  const ids = entries.map((entry) => entry.id);
  const known = new Set(ids);
  if (known.size !== ids.length) problems.push('an entry stands twice in the history');
  for (const id of state.ids)
    if (!known.has(id)) problems.push(`history entry ${id} was acknowledged and is lost`);
  const { baseline } = await readBaseline(path.join(folder, 'base.json'));
  for (const [writer, last] of Object.entries(state.last)) {
    const found = baseline.lanes[writer]?.metrics[`${writer}.figure`]?.median ?? -1;
    // A write that was not yet acknowledged may have been done, one that was must have been.
    if (found < last) problems.push(`${writer}: ${last} was acknowledged, the baseline holds ${found}`);
    state.next[writer] = Math.max(state.next[writer], found + 1);
  }
  return { torn: tornBytes > 0, entries: ids.length };
}

async function prove(kills, seed) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'medkit-kills-'));
  const random = randomFrom(seed);
  const problems = [];
  const counts = Object.fromEntries(WAYS.map((way) => [way, { trials: 0, killed: 0, writes: 0, torn: 0 }]));
  const state = { ids: new Set(), last: {}, next: Object.fromEntries(WRITERS.map((writer) => [writer, 0])) };
  let [killed, reads] = [0, 0];
  try {
    for (let trial = 0; killed < kills && problems.length === 0; trial += 1) {
      const way = WAYS[trial % WAYS.length];
      const writers = WRITERS.map((writer) => startWriter(folder, writer, state.next[writer]));
      const reader = startReader(folder, problems);
      await Promise.race(writers.map(({ begun }) => begun));
      await delay(random() * 120);
      await killThem(way, writers, random);
      const ends = await Promise.all(writers.map(({ ended }) => ended));
      reads += await reader.stop();
      const count = counts[way];
      for (const [i, { writer, lines }] of writers.entries()) {
        if (ends[i].signal === 'SIGKILL') count.killed += 1;
        else if (ends[i].code !== 0) problems.push(`a writer ended with ${ends[i].code}`);
        for (const line of lines) {
          const [kind, number, id] = line.split(' ');
          if (kind === 'history') state.ids.add(id);
          else state.last[writer] = Number(number);
          state.next[writer] = Math.max(state.next[writer], Number(number) + 1);
          count.writes += 1;
        }
      }
      const found = await checkFiles(folder, state, problems);
      count.trials += 1;
      count.torn += found.torn ? 1 : 0;
      killed = WAYS.reduce((sum, one) => sum + counts[one].killed, 0);
    }
    // One more writer, whom nobody ends, must find everything in order and leave nothing behind.
    const last = startWriter(folder, 'one', state.next['one']);
    if ((await last.ended).code !== 0) problems.push('the last writer failed');
    const left = readdirSync(folder).filter((name) => !['base.json', 'history.ndjson'].includes(name));
    if (left.length > 0) problems.push(`left behind: ${left.join(', ')}`);
    if ((await checkFiles(folder, state, problems)).torn) problems.push('a torn line was not removed');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { counts, reads, problems, killed, acknowledged: state.ids.size };
}

if (process.argv[2] === '--writer') {
  const [folder, writer, from] = process.argv.slice(3);
  await write(folder, writer, Number(from));
} else {
  const kills = Number(process.argv[2] ?? 200);
  const result = await prove(kills, Number(process.argv[3] ?? 20_260_101));
  printTable(
    [
      'killed',
      'trials',
      'processes killed',
      'writes acknowledged',
      'histories with a line cut short',
      'lost or torn',
    ],
    Object.entries(result.counts).map(([way, { trials, killed, writes, torn }]) => [
      way,
      trials,
      killed,
      writes,
      torn,
      result.problems.length,
    ]),
  );
  console.log(
    `\n${result.killed} processes killed, ${result.acknowledged} history entries acknowledged, ${result.reads} reads meanwhile: ${result.problems.length === 0 ? 'nothing lost, nothing torn, nothing left behind' : result.problems.slice(0, 5).join('; ')}`,
  );
  process.exit(result.problems.length === 0 ? 0 : 1);
}
