import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { OpenStream } from '@medkit-bench/proc-sampler';
import type { SshTarget } from '@medkit-bench/targets';
import { connectSsh, parseSshAddress } from '@medkit-bench/targets';
import type { SshStartSpec } from '../profile/start-schema.js';
import { forwardPorts, hostOf } from './forwarded-ports.js';
import { startCompany } from './companions.js';
import { fillCommand, fillEnv, targetCommand } from './fill-command.js';
import type { Place, Placed, PlaceStart } from './place.js';
import { StreamObserver } from './stream-observer.js';

/** A host behind SSH: each instance a process group there that ends with the connection. */
export async function sshPlace(spec: SshStartSpec, address: string): Promise<Place> {
  const target = await connectSsh({
    address,
    ...(spec.identity_file === undefined ? {} : { identityFile: spec.identity_file }),
  });
  const folders = new Set<string>();
  let endForwards = async (): Promise<void> => undefined;
  return {
    fresh: true,
    host: hostOf(parseSshAddress(address).host, spec.forward),
    start: async (start: PlaceStart): Promise<Placed> => {
      // One instance after the other: each has ports of its own here.
      await endForwards();
      endForwards = await forwardPorts(target, spec.forward, start.ports);
      folders.add(start.dir);
      await copyFolder(target, start.dir);
      const { main, companions, instance } = await startCompany(spec, ({ command, env }, where) =>
        target.start({
          argv:
            where === 'start.command'
              ? targetCommand(command, start)
              : fillCommand(command, start.fill, where),
          env: fillEnv(env, start.fill),
          cwd: start.dir,
          label: start.label,
        }),
      );
      const pids = companions.map((companion) => companion.remotePid);
      return sshPlaced(target, instance, main.remotePid, pids);
    },
    close: async () => {
      try {
        for (const dir of folders) await target.exec(['rm', '-rf', '--', dir]);
      } finally {
        await target.close();
      }
    },
  };
}

/** The ways to deal with a process on the other side. */
export function sshPlaced(
  target: SshTarget,
  instance: Placed['instance'],
  remotePid: number,
  companionPids: readonly number[] = [],
): Placed {
  const open: OpenStream = (argv) => target.stream(argv);
  return {
    instance,
    observer: new StreamObserver({
      open,
      exec: (argv) => target.exec(argv),
      rootPid: remotePid,
      companionPids,
      describe: (pid) => target.describeProcess(pid),
    }),
    exec: (argv, options) => target.exec(argv, options),
    stream: (argv) => target.stream(argv),
    tools: { inside: target, processes: target, files: target },
    details: async () => ({ host: await target.describe() }),
  };
}

/** The instance's files, under the same path over there. */
async function copyFolder(target: SshTarget, dir: string): Promise<void> {
  await target.exec(['mkdir', '-p', '--', dir]);
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await target.exec(['mkdir', '-p', '--', file]);
    else await target.writeFile(file, readFileSync(file));
  }
}
