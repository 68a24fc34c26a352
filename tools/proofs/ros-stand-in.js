// What the proofs of the ros2_medkit profiles share: the stand-ins, installed once, and the arguments that name them.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { installStandIn } from '../testing/ros-stand-in/install.js';

export const BASE_IMAGE = 'medkit-bench/ros-stand-in:1';
export const IMAGE = 'medkit-bench/ros-stand-in-gateway:1';

/** The base image whose ROS is a stand-in; the gateway's image is built on it by the profile itself. */
export function makeBaseImage() {
  const script = path.resolve(import.meta.dirname, '../testing/ros-stand-in/make-image.sh');
  execFileSync('sh', [script, BASE_IMAGE], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Runs `body` with a folder that holds a ROS prefix of stand-ins; the folder is gone afterwards. */
export async function withPrefix(body) {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'ros-prefix-'));
  try {
    installStandIn(dir);
    return await body(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Arguments that bring the stand-ins up in one of the profile's forms. */
export function standInArguments(form, { prefix, domain }) {
  const vars =
    form === 'ros2-medkit-local' ? [`setup=${prefix}/setup.bash`] : [`image=${IMAGE}`, `base=${BASE_IMAGE}`];
  return ['--profile', form, ...[...vars, `domain=${domain}`].flatMap((text) => ['--var', text])];
}
