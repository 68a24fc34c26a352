import path from 'node:path';
import { connectCompose } from '@medkit-bench/targets';
import type { ComposeStartSpec } from '../profile/start-schema.js';
import { containerPlaced } from './container-placed.js';
import { fillEnv } from './fill-command.js';
import type { Place, PlaceStart } from './place.js';

/**
 * A compose file: each instance a project of its own. The file learns the instance's folder and
 * ports through variables: `MEDKIT_DIR`, `MEDKIT_PORT` (the first), `MEDKIT_PORT_<NAME>`.
 */
export async function composePlace(spec: ComposeStartSpec, profileDir: string): Promise<Place> {
  const target = await connectCompose({ files: spec.files.map((file) => path.resolve(profileDir, file)) });
  return {
    fresh: true,
    host: '127.0.0.1',
    start: async ({ label, dir, ports, fill }: PlaceStart) => {
      const env: Record<string, string> = { MEDKIT_DIR: dir };
      for (const [name, port] of ports) {
        env[`MEDKIT_PORT_${name.toUpperCase()}`] = String(port);
        env['MEDKIT_PORT'] ??= String(port);
      }
      const instance = await target.start({
        service: spec.service,
        label,
        env: { ...env, ...fillEnv(spec.env, fill) },
      });
      return containerPlaced(instance, instance.proof);
    },
    close: () => target.close(),
  };
}
