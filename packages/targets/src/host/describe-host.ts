import { readFile } from 'node:fs/promises';
import os from 'node:os';
import type { HostDescription } from './host-description.js';
import type { HostTexts } from './host-files.js';
import { HOST_FILES } from './host-files.js';
import { parseHost } from './parse-host.js';

/** Describes the machine this program runs on. Never throws: what cannot be read is null. */
export async function describeHost(): Promise<HostDescription> {
  const texts: HostTexts = {};
  await Promise.all(
    HOST_FILES.map(async (file) => {
      try {
        texts[file] = await readFile(file, 'utf8');
      } catch {
        // Most hosts lack some of these files.
      }
    }),
  );
  return parseHost(texts, os.machine());
}
