import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ComposeTarget } from '@medkit-bench/targets';
import { connectCompose } from '@medkit-bench/targets';
import { badInput, messageOf } from '../errors.js';
import type { ComposeStartSpec } from '../profile/start-schema.js';
import { containerPlaced } from './container-placed.js';
import { fillEnv } from './fill-command.js';
import { isolatedCompose } from './isolated-compose.js';
import type { Place, PlaceStart } from './place.js';

/**
 * A compose file: each instance a project of its own. The file learns the instance's folder and
 * ports through variables: `MEDKIT_DIR`, `MEDKIT_PORT` (the first), `MEDKIT_PORT_<NAME>`. Where the
 * profile isolates, each instance uses a copy of the file without fixed names and ports.
 */
export async function composePlace(spec: ComposeStartSpec, profileDir: string): Promise<Place> {
  const files = spec.files.map((file) => path.resolve(profileDir, file));
  const isolated = spec.isolate === undefined ? null : readOnly(files);
  const shared = await connectCompose({ files });
  const targets: ComposeTarget[] = [shared];
  return {
    fresh: true,
    host: '127.0.0.1',
    start: async (start: PlaceStart) => {
      const { label, dir, ports, fill } = start;
      const env: Record<string, string> = { MEDKIT_DIR: dir };
      for (const [name, port] of ports) {
        env[`MEDKIT_PORT_${name.toUpperCase()}`] = String(port);
        env['MEDKIT_PORT'] ??= String(port);
      }
      const target =
        isolated === null ? shared : await connectCompose({ files: [copyOf(spec, isolated, start)] });
      if (target !== shared) targets.push(target);
      const instance = await target.start({
        service: spec.service,
        label,
        env: { ...env, ...fillEnv(spec.env, fill) },
      });
      return containerPlaced(instance, instance.proof);
    },
    close: async () => {
      for (const target of targets) await target.close();
    },
  };
}

interface ComposeText {
  text: string;
  dir: string;
}

function readOnly(files: readonly string[]): ComposeText {
  const [file] = files;
  if (file === undefined || files.length !== 1) {
    throw badInput('start.isolate copies one compose file, and start.files names several', 'name one');
  }
  try {
    return { text: readFileSync(file, 'utf8'), dir: path.dirname(file) };
  } catch (error) {
    throw badInput(
      `there is no compose file to measure: ${messageOf(error)}`,
      'check the path and its --var',
    );
  }
}

/** Writes the instance's own copy of the file into its folder. */
function copyOf(spec: ComposeStartSpec, { text, dir }: ComposeText, start: PlaceStart): string {
  const { ports = {}, mounts = [], image } = spec.isolate ?? {};
  const file = path.join(start.dir, 'compose.yaml');
  const isolation = {
    service: spec.service,
    ports,
    mounts: mounts.map((mount, i) => ({
      host: start.fill(mount.host, `start.isolate.mounts[${i}].host`),
      container: mount.container,
    })),
    ...(image === undefined ? {} : { image }),
  };
  writeFileSync(file, isolatedCompose(text, dir, isolation));
  return file;
}
