// What the proofs of the ros2_medkit profiles share: the stand-ins, installed once, and the arguments that name them.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { installStandIn } from '../testing/ros-stand-in/install.js';

export const BASE_IMAGE = 'medkit-bench/ros-stand-in:1';
export const IMAGE = 'medkit-bench/ros-stand-in-gateway:1';
/** The same with a native gateway, and heaptrack and valgrind. */
export const NATIVE_BASE_IMAGE = 'medkit-bench/ros-stand-in-native:1';
export const NATIVE_IMAGE = 'medkit-bench/ros-stand-in-gateway-native:1';

/** The base images whose ROS is a stand-in; the gateway's image is built on it by the profile itself. */
export function makeBaseImage() {
  const script = path.resolve(import.meta.dirname, '../testing/ros-stand-in/make-image.sh');
  for (const words of [[BASE_IMAGE], [NATIVE_BASE_IMAGE, 'native']])
    execFileSync('sh', [script, ...words], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Runs `body` with folders that hold ROS prefixes of stand-ins, the second native; both are gone afterwards. */
export async function withPrefix(body) {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'ros-prefix-'));
  const [prefix, nativePrefix] = ['node', 'native'].map((name) => path.join(dir, name));
  try {
    installStandIn(prefix);
    installStandIn(nativePrefix, { native: true });
    return await body(prefix, nativePrefix);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Arguments that bring the stand-ins up in one of the profile's forms. */
export function standInArguments(form, { prefix, domain, native = false }) {
  const [image, base] = native ? [NATIVE_IMAGE, NATIVE_BASE_IMAGE] : [IMAGE, BASE_IMAGE];
  const vars =
    form === 'ros2-medkit-local' ? [`setup=${prefix}/setup.bash`] : [`image=${image}`, `base=${base}`];
  return ['--profile', form, ...[...vars, `domain=${domain}`].flatMap((text) => ['--var', text])];
}
