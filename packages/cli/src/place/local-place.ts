import { processTree } from '@medkit-bench/proc-sampler';
import type { LocalTarget } from '@medkit-bench/targets';
import { messageOf, notMeasured } from '../errors.js';
import type { LocalStartSpec } from '../profile/start-schema.js';
import { HostObserver } from './host-observer.js';
import type { Place, Placed, PlaceStart } from './place.js';
import { startCompany } from './companions.js';
import { fillCommand, fillEnv, targetCommand } from './fill-command.js';

/** This host: each instance a process group of its own that ends with us. */
export function localPlace(spec: LocalStartSpec, target: LocalTarget): Place {
  return {
    fresh: true,
    host: '127.0.0.1',
    start: async (start: PlaceStart): Promise<Placed> => {
      const { label, dir, fill } = start;
      const { main, companions, instance } = await startCompany(spec, async ({ command, env }, where) => {
        const argv =
          where === 'start.command' ? targetCommand(command, start) : fillCommand(command, fill, where);
        try {
          return await target.start({ argv, env: fillEnv(env, fill), cwd: dir, label });
        } catch (error) {
          throw notMeasured(
            'MEDKIT_START',
            `${argv[0]} could not be started: ${messageOf(error)}`,
            'is the program installed and on PATH?',
          );
        }
      });
      const pids = [main, ...companions].map((one) => one.pid);
      return {
        instance,
        observer: new HostObserver(main.pid, () => Promise.resolve(pids.flatMap((pid) => processTree(pid)))),
        exec: (command, options) => target.exec(command, options),
        stream: (command) => target.stream(command),
        tools: { inside: target, processes: target, files: target },
        details: () => Promise.resolve(null),
      };
    },
    close: () => Promise.resolve(),
  };
}
