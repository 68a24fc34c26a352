import path from 'node:path';
import type { DockerInstance, DockerStart, DockerTarget } from '@medkit-bench/targets';
import { connectDocker } from '@medkit-bench/targets';
import type { DockerStartSpec } from '../profile/start-schema.js';
import { containerPlaced } from './container-placed.js';
import { fillCommand, fillEnv, targetCommand, WRAP } from './fill-command.js';
import type { Place, PlaceStart } from './place.js';

/** A Docker engine: each instance a container of its own, its folder mounted under the same path. */
export async function dockerPlace(spec: DockerStartSpec, profileDir: string): Promise<Place> {
  const target: DockerTarget = await connectDocker({});
  return {
    fresh: true,
    host: '127.0.0.1',
    start: async (start: PlaceStart) => {
      const instance: DockerInstance = await target.start(containerSpec(spec, profileDir, start));
      return containerPlaced(instance, instance.proof);
    },
    close: () => target.close(),
  };
}

function containerSpec(spec: DockerStartSpec, profileDir: string, start: PlaceStart): DockerStart {
  const { fill, dir, label, ports } = start;
  const absolute = (file: string, where: string): string => path.resolve(profileDir, fill(file, where));
  const { build, command, entrypoint } = spec;
  return {
    image: fill(spec.image, 'start.image'),
    label,
    ...(build === undefined
      ? {}
      : {
          build: {
            context: absolute(build.context, 'start.build.context'),
            ...(build.dockerfile === undefined ? {} : { dockerfile: build.dockerfile }),
            args: fillEnv(build.args, fill),
          },
        }),
    ...containerCommand(command, entrypoint, start),
    env: fillEnv(spec.env, fill),
    ...(spec.user === undefined ? {} : { user: spec.user }),
    ports:
      spec.network === 'bridge'
        ? Object.entries(spec.ports).flatMap(([name, containerPort]) => {
            const hostPort = ports.get(name);
            return hostPort === undefined ? [] : [{ containerPort, hostPort }];
          })
        : [],
    mounts: [
      { hostPath: dir, containerPath: dir },
      ...spec.mounts.map((mount, i) => ({
        hostPath: absolute(mount.host, `start.mounts[${i}].host`),
        containerPath: fill(mount.container, `start.mounts[${i}].container`),
        readOnly: mount.read_only,
      })),
    ],
    network: spec.network,
    init: spec.init,
    capAdd: spec.cap_add,
    ...(spec.shm_mib === undefined ? {} : { shmSizeBytes: spec.shm_mib * 1024 * 1024 }),
    ...(spec.memory_limit_mib === undefined ? {} : { memoryLimitBytes: spec.memory_limit_mib * 1024 * 1024 }),
    ...(spec.cpu_limit === undefined ? {} : { cpuLimit: spec.cpu_limit }),
    pull: spec.pull,
  };
}

/** What the container runs. A profiler's own command goes past every entrypoint. */
function containerCommand(
  command: string[] | undefined,
  entrypoint: string[] | undefined,
  start: PlaceStart,
): Pick<DockerStart, 'argv' | 'entrypoint'> {
  const { fill, wrap = [] } = start;
  if (start.command !== undefined) {
    const [program = '', ...argv] = targetCommand([], start);
    return { entrypoint: [program], argv };
  }
  if (entrypoint === undefined) return command === undefined ? {} : { argv: targetCommand(command, start) };
  const placed = command?.includes(WRAP) === true;
  return {
    entrypoint: [...(placed ? [] : wrap), ...fillCommand(entrypoint, fill, 'start.entrypoint')],
    ...(command === undefined ? {} : { argv: fillCommand(command, fill, 'start.command', wrap) }),
  };
}
