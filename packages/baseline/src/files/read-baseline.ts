import { readFile } from 'node:fs/promises';
import { BaselineError } from '../errors.js';
import type { LoadedBaseline } from './baseline-file.js';
import { checkBaseline } from './baseline-schema.js';
import { fromHarness, isHarnessBaseline } from './harness-baseline.js';
import { parseJson } from './parse-json.js';

/**
 * Reads a baseline file, ours or the Python harness's.
 * @throws BaselineError MEDKIT_BASELINE_MISSING, MEDKIT_BASELINE_INVALID or MEDKIT_BASELINE_VERSION
 */
export async function readBaseline(path: string): Promise<LoadedBaseline> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const absent = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new BaselineError(
      absent ? 'MEDKIT_BASELINE_MISSING' : 'MEDKIT_BASELINE_INVALID',
      absent ? `there is no baseline ${path}` : `cannot read ${path}: ${(cause as Error).message}`,
      { next: 'make one with update-baseline from a run on this host', cause },
    );
  }
  return parseBaseline(text, path);
}

/** As {@link readBaseline}, from text; `path` is only for messages. */
export function parseBaseline(text: string, path: string): LoadedBaseline {
  // The harness writes an open end of an interval as Infinity.
  const data = parseJson(text, path, 'MEDKIT_BASELINE_INVALID', { infinities: 'open' });
  if (isHarnessBaseline(data)) return { path, format: 'harness', baseline: fromHarness(data, path) };
  parseJson(text, path, 'MEDKIT_BASELINE_INVALID');
  return { path, format: 'medkit-bench', baseline: checkBaseline(data, path) };
}
