// Interrupts runs in containers at random moments: no container, network, volume, image or process of
// theirs may be left, and a compose project of the user's beside them stays as it was. What a SIGKILL
// leaves is what `clean` has to find.
// Usage: node tools/proofs/container-interrupts.js [times] [seed]
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { printTable, startBench, withResults } from './bench.js';
import { expectedCodes, finishedCells, labelled, labelOf, randomFrom, SIGNALS } from './interrupt-kit.js';
import { makeBaseImage, standInArguments } from './ros-stand-in.js';

const times = Number(process.argv[2] ?? 30);
const random = randomFrom(Number(process.argv[3] ?? 1));
const FORMS = ['ros2-medkit', 'ros2-medkit-compose'];
const LANE = ['--quick', '--quiet', '--entities', '5,10', '--repeats', '1', '--duration', '1.5'];
const SPAN_S = 17;
const USER_PROJECT = `users-own-${process.pid}`;

const docker = (...args) => execFileSync('docker', args, { encoding: 'utf8' }).trim();
const lines = (text) => text.split('\n').filter((line) => line !== '');

/** Everything on the engine that bears a run's label, by kind. */
function leftOf(label) {
  const ours = (one) => one.includes(label);
  return {
    containers: lines(docker('ps', '-a', '--format', '{{.Names}} {{.Labels}}')).filter(ours),
    networks: lines(docker('network', 'ls', '--format', '{{.Name}} {{.Labels}}')).filter(ours),
    volumes: lines(docker('volume', 'ls', '--format', '{{.Name}} {{.Labels}}')).filter(ours),
    folders: readdirSync(os.tmpdir()).filter(ours),
    processes: labelled(label),
  };
}

const countOf = (left) => Object.values(left).reduce((sum, list) => sum + list.length, 0);
// Other work on the machine may make images of its own meanwhile; a nameless one of ours would be dangling.
const danglingImages = () => new Set(lines(docker('images', '-q', '--filter', 'dangling=true')));

/** A compose project as a user has one up: a service with a fixed name and a volume. */
function startUsersProject(dir) {
  const file = path.join(dir, 'users-compose.yaml');
  writeFileSync(
    file,
    `version: '2.4'\nservices:\n  own:\n    image: medkit-bench/test-busybox:1\n    command: sleep 3600\n    init: true\n    volumes: ['data:/data']\nvolumes:\n  data: {}\n`,
  );
  const compose = (...args) =>
    execFileSync('docker-compose', ['-p', USER_PROJECT, '-f', file, ...args], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
  compose('up', '-d');
  return {
    compose,
    state: () =>
      docker(
        'inspect',
        '--format',
        '{{.Id}} {{.State.StartedAt}} {{.RestartCount}}',
        compose('ps', '-q').trim(),
      ),
  };
}

const rows = [];
let problems = 0;
let usersStayed = false;
makeBaseImage();
execFileSync('sh', [path.resolve(import.meta.dirname, '../setup/test-images.sh')]);
await withResults(async (dir) => {
  const users = startUsersProject(dir);
  const usersState = users.state();
  try {
    for (let i = 0; i < times; i += 1) await interrupted(dir, i);
    usersStayed = users.state() === usersState;
    if (!usersStayed) problems += 1;
  } finally {
    users.compose('down', '--volumes', '--timeout', '1');
  }
});

async function interrupted(dir, i) {
  const signal = SIGNALS[i % SIGNALS.length];
  const form = FORMS[Math.floor(i / SIGNALS.length) % FORMS.length];
  const afterS = random() * SPAN_S;
  const runDir = path.join(dir, `run${i}`);
  const args = [
    'scaling',
    ...standInArguments(form, { prefix: '', domain: 60 }),
    ...LANE,
    ...['--results-dir', dir, '--run-dir', `run${i}`],
  ];
  const images = danglingImages();
  const run = startBench(args);
  await delay(afterS * 1000);
  run.child.kill(signal);
  const { code, stderr } = await run.done;
  const label = labelOf(runDir);
  if (signal === 'SIGKILL') {
    await delay(3000);
    await startBench(['clean', '--results-dir', dir]).done;
  }
  const left = label === null ? {} : leftOf(label);
  const newImages = [...danglingImages()].filter((id) => !images.has(id));
  const cells = path.join(runDir, 'scaling', 'cells');
  const before = finishedCells(cells);
  const resumed = await startBench(existsSync(runDir) ? [...args, '--resume'] : args).done;
  const after = finishedCells(cells);
  const changed = [...before].filter(([id, hash]) => after.get(id) !== hash).length;
  const good =
    countOf(left) === 0 &&
    changed === 0 &&
    resumed.code === 0 &&
    after.size === 2 &&
    expectedCodes(signal).includes(code);
  if (!good) problems += 1;
  rows.push([
    i + 1,
    form,
    signal,
    afterS.toFixed(1),
    code ?? 'killed',
    before.size,
    changed,
    countOf(left),
    newImages.length,
    resumed.code,
    good ? 'ok' : `PROBLEM ${JSON.stringify(left)} ${stderr.slice(-200)} ${resumed.stderr.slice(-300)}`,
  ]);
  console.error(rows.at(-1).join(' | '));
}

printTable(
  [
    'try',
    'form',
    'signal',
    'after s',
    'exit',
    'cells kept',
    'changed',
    'left',
    'nameless images',
    'resume exit',
    'result',
  ],
  rows,
);
console.log(
  `${times - problems} of ${times} without loss or leftover; the user's project ${usersStayed ? 'stayed as it was' : 'was TOUCHED'}`,
);
process.exit(problems === 0 ? 0 : 1);
