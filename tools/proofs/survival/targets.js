// What the survival cases measure, and how to wait for the moment in which something is to happen.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { targetOf } from './processes.js';

/** Two instances of the reference gateway, a few seconds each. */
export const FOOTPRINT = ['footprint', '--quick', '--duration', '2', '--repeats', '2', '--entities', '10'];

/** Waits for the run's target and then some more: start, warm-up and window are all met. */
export async function meetTarget(world, random, { comm = 'gateway_node', spanS = 5 } = {}) {
  const pid = await targetOf(world, comm);
  await delay(random() * spanS * 1000);
  return pid;
}

/** Writes a profile into the try's folder; gives the arguments that name it. */
export function profile(dir, name, text) {
  const file = path.join(dir, `${name}.yaml`);
  writeFileSync(file, text);
  return ['--profile', file];
}

/** A target that costs next to nothing to start: for what happens around a cell, not in it. */
export const SLEEPER = `
name: sleeper
start: { kind: local, command: [sleep, '3600'] }
`;

/** Prints a hundred thousand lines a second for as long as it lives. */
export const FLOOD = `
name: flood
start:
  kind: local
  command:
    - '{node}'
    - -e
    - |
      const block = Buffer.from('a line of log that says nothing new '.repeat(2) + '\\n').toString().repeat(1000);
      let due = 0;
      const start = performance.now();
      const go = () => {
        const owed = Math.floor((performance.now() - start) / 10) - due;
        due += owed;
        for (let i = 0; i < Math.min(owed, 20); i += 1) process.stdout.write(block);
        setTimeout(go, 10);
      };
      go();
`;

/** Prints lines in a container as fast as its shell does. */
export const CONTAINER_FLOOD = `
name: container-flood
start:
  kind: docker
  image: medkit-bench/test-busybox:1
  pull: never
  network: none
  command: [sh, -c, 'yes a line of log that says nothing new and is a little longer']
`;

/** A container that sleeps; the engine is whichever DOCKER_HOST says. */
export const CONTAINER = `
name: container
start:
  kind: docker
  image: medkit-bench/test-busybox:1
  pull: never
  network: none
  command: [sleep, '3600']
`;

/** A container whose memory grows past its limit after a moment. */
export const CONTAINER_EATER = `
name: eater
start:
  kind: docker
  image: medkit-bench/test-busybox:1
  pull: never
  network: none
  memory_limit_mib: 32
  command: [sh, -c, 'sleep 3; tail /dev/zero']
`;
