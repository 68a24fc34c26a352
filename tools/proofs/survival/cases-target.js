// What can happen to the target, its container, its engine and the way to it.
import { execFileSync, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { attempt } from './attempt.js';
import { containersOf, ownEngine } from './engine.js';
import { withSshServer } from './ssh.js';
import {
  CONTAINER,
  CONTAINER_EATER,
  CONTAINER_FLOOD,
  FLOOD,
  FOOTPRINT,
  meetTarget,
  profile,
} from './targets.js';
import { peakKib } from './processes.js';

const TWO_SECONDS = ['footprint', '--quick', '--duration', '2', '--repeats', '2'];
const kill = (pid, signal) => pid !== null && process.kill(pid, signal);

/** A fault to the local target, whose cell then has to fail; the resumed run measures it again. */
const local =
  (fault, more = {}) =>
  (dir, { random }) =>
    attempt(dir, {
      args: FOOTPRINT,
      fault: async (world) => fault(await meetTarget(world, random)),
      codes: [3, 0],
      cells: 2,
      ...more,
    });

/** A fault to a container, met within its window. */
const inContainer =
  (text, fault, more = {}) =>
  (dir) =>
    attempt(dir, {
      args: [...TWO_SECONDS, ...profile(dir, 'target', text)],
      fault: async (world) => {
        while (!world.ended() && idsOf(world).length === 0) await delay(100);
        await delay(2500);
        await fault(world, idsOf(world));
      },
      codes: [3],
      cells: 2,
      ...more,
    });

const docker = (...args) => execFileSync('docker', args, { encoding: 'utf8', stdio: 'pipe' });

function idsOf(world) {
  const label = world.label();
  if (label === null) return [];
  return containersOf(label)
    .filter((line) => line.startsWith('container '))
    .map((line) => line.split(' ')[1]);
}

export const TARGET_CASES = [
  {
    id: 'target ends',
    how: 'SIGTERM to the target at a random moment',
    kept: 'the other cell; the failed one is measured again by --resume',
    attempt: local((pid) => kill(pid, 'SIGTERM')),
  },
  {
    id: 'target killed',
    how: 'SIGKILL to the target at a random moment, as the OOM killer sends it',
    kept: 'the other cell; the failed one is measured again by --resume',
    attempt: local((pid) => kill(pid, 'SIGKILL')),
  },
  {
    id: 'target out of memory',
    how: 'a container with a limit of 32 MiB that eats more, ended by the kernel',
    kept: 'both failed cells with the reason; no figure is made up',
    needs: ['docker'],
    attempt: inContainer(CONTAINER_EATER, () => undefined, {
      says: /memory limit/,
      resumeCodes: [3],
      cells: 0,
    }),
  },
  {
    id: 'target hangs',
    how: 'SIGSTOP to the target at a random moment',
    kept: 'the other cell; the failed one is measured again by --resume',
    attempt: local((pid) => kill(pid, 'SIGSTOP')),
  },
  {
    id: 'target restarts',
    how: 'the program that is attached to is killed and started again in its window',
    kept: 'nothing of a window that is not one instance',
    attempt: (dir, { random }) => restartedBehindOurBack(dir, random),
  },
  {
    id: 'container paused',
    how: 'docker pause in the window',
    kept: 'the other cell; the failed one is measured again by --resume',
    needs: ['docker'],
    attempt: inContainer(CONTAINER, (_, [id]) => id && docker('pause', id), { says: /paused/ }),
  },
  {
    id: 'container removed',
    how: 'docker rm --force in the window',
    kept: 'the other cell; the failed one is measured again by --resume',
    needs: ['docker'],
    attempt: inContainer(CONTAINER, (_, [id]) => id && docker('rm', '--force', id)),
  },
  {
    id: 'engine restarts',
    how: 'an engine of our own is ended by SIGTERM in the window and started again',
    kept: 'the other cell; the failed one is measured again by --resume',
    needs: ['docker', 'dockerd'],
    attempt: (dir) => withEngineFault(dir, 'SIGTERM'),
  },
  {
    id: 'engine killed',
    how: 'an engine of our own is ended by SIGKILL in the window and started again',
    kept: 'the other cell; the failed one is measured again by --resume',
    needs: ['docker', 'dockerd'],
    attempt: (dir) => withEngineFault(dir, 'SIGKILL'),
  },
  {
    id: 'SSH drops',
    how: 'the server ends its connections at a random moment',
    kept: 'finished cells; the rest is measured by --resume',
    needs: ['sshd'],
    attempt: (dir, { random }) =>
      withSshServer((server) => overSsh(dir, server, random, () => server.dropConnections())),
  },
  {
    id: 'SSH goes silent',
    how: 'the link swallows every byte from a random moment on',
    kept: 'finished cells; the rest is measured by --resume',
    needs: ['sshd'],
    long: true,
    attempt: (dir, { random }) =>
      withSshServer((server, proxy) => overSsh(dir, server, random, () => proxy.freeze(), proxy), {
        proxied: true,
      }),
  },
  {
    id: 'target floods its log',
    how: '100 000 lines a second for the whole run; the memory of the command line is watched',
    kept: 'everything',
    attempt: (dir) => flooded(dir, FLOOD),
  },
  {
    id: 'container floods its log',
    how: 'lines as fast as a container prints them; the engine keeps 20 MB of them',
    kept: 'everything',
    needs: ['docker'],
    attempt: (dir) => flooded(dir, CONTAINER_FLOOD),
  },
];

/** A supervised program: killed and started again under the same name while we watch it. */
async function restartedBehindOurBack(dir, random) {
  const start = () => spawn('sleep', ['3600'], { argv0: 'sleep', stdio: 'ignore' });
  let child = start();
  try {
    return await attempt(dir, {
      args: [
        'footprint',
        '--quick',
        '--duration',
        '4',
        '--repeats',
        '1',
        '--profile',
        'attach',
        '--var',
        `pid=${child.pid}`,
      ],
      fault: async (world) => {
        while (!world.ended() && world.label() === null) await delay(50);
        await delay(3500 + random() * 2000);
        child.kill('SIGKILL');
        child = start();
      },
      codes: [3],
      resume: false,
    });
  } finally {
    child.kill('SIGKILL');
  }
}

async function withEngineFault(dir, signal) {
  const engine = await ownEngine();
  try {
    engine.load('medkit-bench/test-busybox:1');
    const result = await attempt(dir, {
      args: [...TWO_SECONDS, ...profile(dir, 'target', CONTAINER)],
      env: { DOCKER_HOST: engine.host },
      fault: async (world) => {
        while (!world.ended() && engine.docker('ps', '-q').trim() === '') await delay(100);
        await delay(2500);
        await engine.end(signal);
        await engine.start();
      },
      codes: [3, 0],
      cells: 2,
      cleans: true,
    });
    const left = engine
      .docker('ps', '-aq')
      .trim()
      .split('\n')
      .filter((id) => id !== '').length;
    return left === 0
      ? result
      : {
          ...result,
          leftovers: left,
          problem: `${result.problem ?? ''} ${left} containers left in the engine`,
        };
  } finally {
    await engine.close();
  }
}

function overSsh(dir, server, random, fault, proxy = server) {
  const text = `
name: over-ssh
start:
  kind: ssh
  address: ${server.user}@127.0.0.1:${proxy.port}
  identity_file: ${server.keyFile}
  command: [sleep, '3600']
`;
  return attempt(dir, {
    args: [...TWO_SECONDS, ...profile(dir, 'target', text)],
    env: { MEDKIT_SSH_KNOWN_HOSTS: server.knownHosts, HOME: server.home },
    fault: async (world) => {
      await meetTarget(world, random, { comm: 'sleep', spanS: 6 });
      await fault();
    },
    codes: [2, 3, 0],
    cells: 2,
    resumeEnv: {},
    unreachable: proxy !== server,
    beforeResume: () => proxy.thaw?.(),
  });
}

async function flooded(dir, text) {
  let peak = 0;
  const result = await attempt(dir, {
    args: [...TWO_SECONDS, ...profile(dir, 'target', text)],
    fault: async (world) => {
      while (!world.ended()) {
        peak = Math.max(peak, peakKib(world.run.child.pid));
        await delay(200);
      }
    },
    codes: [0],
    cells: 2,
    shows: () => `the report; the command line peaked at ${Math.round(peak / 1024)} MiB`,
  });
  return peak < 400 * 1024 ? result : { ...result, problem: `memory went to ${Math.round(peak / 1024)} MiB` };
}
