import { findOneProcess, findThroughStream, readStartTicks } from '@medkit-bench/proc-sampler';
import type { Instance, LocalTarget } from '@medkit-bench/targets';
import { connectDocker, connectSsh, parseSshAddress } from '@medkit-bench/targets';
import { badInput, messageOf } from '../errors.js';
import type { AttachStartSpec } from '../profile/start-schema.js';
import { placedContainer } from './container-placed.js';
import { HostObserver } from './host-observer.js';
import type { Place, Placed } from './place.js';
import { forwardPorts, hostOf } from './forwarded-ports.js';
import { sshPlaced } from './ssh-place.js';
import { requireWayIn } from './way-in.js';

/** Something that runs already and is somebody else's: it is watched, never started, stopped or changed. */
export async function attachPlace(
  spec: AttachStartSpec,
  target: LocalTarget,
  fill: (text: string, where: string) => string,
): Promise<Place> {
  const value = (key: 'pid' | 'name' | 'container' | 'ssh'): string | null => {
    const given = spec[key];
    if (given === undefined) return null;
    const text = fill(String(given), `start.${key}`);
    return text === '' ? null : text;
  };
  const [pid, name, container, ssh] = [value('pid'), value('name'), value('container'), value('ssh')];
  if (ssh === null && Object.keys(spec.forward).length > 0)
    throw badInput('start.forward leads through SSH, and start.ssh is not given', 'start.ssh: USER@HOST');
  if (container !== null) return attachContainer(container);
  if (ssh !== null) return attachOverSsh(ssh, pid, name, spec.forward);
  return attachHere(pid, name, target);
}

function attachHere(pid: string | null, name: string | null, target: LocalTarget): Place {
  return {
    fresh: false,
    host: '127.0.0.1',
    start: (): Promise<Placed> => {
      const found = pid !== null ? wholePid(pid) : findByName(name);
      const startTicks = ticksOf(found);
      return Promise.resolve({
        instance: foreign(String(found), found, () => {
          try {
            return readStartTicks(found) === startTicks;
          } catch {
            return false;
          }
        }),
        observer: new HostObserver(found),
        exec: (argv, options) => target.exec(argv, options),
        stream: (argv) => target.stream(argv),
        tools: null,
        details: () => Promise.resolve(null),
      });
    },
    close: () => Promise.resolve(),
  };
}

async function attachContainer(name: string): Promise<Place> {
  const target = await connectDocker({});
  return {
    fresh: false,
    host: '127.0.0.1',
    start: async () => {
      const container = await target.attach(name);
      const proof = await container.hostPid();
      await requireWayIn(name, container, proof);
      const instance = foreign(container.id, proof.pid, () => true);
      return placedContainer(container, instance, proof);
    },
    close: () => target.close(),
  };
}

async function attachOverSsh(
  address: string,
  pid: string | null,
  name: string | null,
  forward: Readonly<Record<string, number>>,
): Promise<Place> {
  const target = await connectSsh({ address });
  let endForwards = async (): Promise<void> => undefined;
  return {
    fresh: false,
    host: hostOf(parseSshAddress(address).host, forward),
    start: async ({ ports }) => {
      await endForwards();
      endForwards = await forwardPorts(target, forward, ports);
      const found =
        pid !== null
          ? [wholePid(pid)]
          : await findThroughStream((argv) => target.stream(argv), requireName(name));
      const [only] = found;
      if (only === undefined || found.length !== 1)
        throw badInput(
          `${address} runs ${found.length} processes named '${name}': ${found.join(', ')}`,
          'give start.pid',
        );
      return sshPlaced(
        target,
        foreign(`${address}:${only}`, null, () => true),
        only,
      );
    },
    close: () => target.close(),
  };
}

function requireName(name: string | null): string {
  if (name !== null) return name;
  throw badInput('there is nothing to attach to', '--var pid=N, --var name=COMM or --var container=NAME');
}

function findByName(name: string | null): number {
  const comm = requireName(name);
  try {
    return findOneProcess({ name: comm }).pid;
  } catch (error) {
    throw badInput(messageOf(error), 'give the process id instead: --var pid=N');
  }
}

function wholePid(text: string): number {
  const pid = Number(text);
  if (!Number.isInteger(pid) || pid < 1) throw badInput(`'${text}' is not a process id`);
  return pid;
}

function ticksOf(pid: number): number {
  try {
    const ticks = readStartTicks(pid);
    if (ticks !== null) return ticks;
    throw new Error('there is no such process');
  } catch (error) {
    throw badInput(`process ${pid} cannot be watched: ${messageOf(error)}`);
  }
}

/** An instance that is not ours: stopping it does nothing. */
function foreign(id: string, pid: number | null, running: () => boolean): Instance {
  return {
    id,
    pid,
    label: 'attached',
    exited: new Promise(() => undefined),
    running,
    logTail: () => [],
    stop: () => Promise.resolve({ how: 'exited', code: null, signal: null }),
  };
}
