import { lstat, readdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { BaselineError } from '../errors.js';
import { parseJson } from '../files/parse-json.js';
import { hostFingerprint } from '../host/host-fingerprint.js';
import type { MeasuredLane, MeasuredRun, Note } from '../model/measured-lane.js';
import { laneFigures } from './lane-metrics.js';
import { mergeHosts } from './merge-hosts.js';
import { flagAt, isPart, numberAt, type Part, partAt, textAt } from './summary-parts.js';

/** Files by which a lane's folder is known; a folder with one of them but no summary was cut short. */
const LANE_FILES = ['summary.json', 'plan.json', 'run_metadata.json', 'cells'];

/** How to read a run folder. */
export interface ReadRunOptions {
  /** Only these lanes; every lane found when left out. */
  readonly lanes?: readonly string[];
  /** Commit of the measured program, where the run cannot know it. */
  readonly commit?: string;
}

/**
 * Reads a run folder: `<run>/<lane>/summary.json` of every lane, all from one host.
 * @throws BaselineError MEDKIT_RUN_MISSING, MEDKIT_RUN_INCOMPLETE (a lane without its summary), MEDKIT_RUN_INVALID
 *   or MEDKIT_RUN_TWO_HOSTS
 */
export async function readRun(folder: string, options: ReadRunOptions = {}): Promise<MeasuredRun> {
  const path = resolve(folder);
  const found = await laneFolders(path);
  const wanted = options.lanes ?? found;
  const absent = wanted.find((lane) => !found.includes(lane));
  if (absent !== undefined || wanted.length === 0) {
    throw new BaselineError(
      'MEDKIT_RUN_MISSING',
      absent === undefined ? `${path} holds no lane` : `${path} holds no lane ${absent}`,
      { next: found.length === 0 ? 'name the folder of a run' : `lanes there: ${found.join(', ')}` },
    );
  }
  const lanes: Record<string, MeasuredLane> = {};
  const hosts: [string, Part][] = [];
  const notes: Note[] = [];
  for (const name of wanted) {
    const summary = await readSummary(path, name);
    lanes[name] = measuredLane(name, summary, { run: basename(path), commit: options.commit ?? null });
    hosts.push([name, hostPart(summary)]);
    notes.push(...statusNotes(name, summary));
  }
  const host = mergeHosts(
    path,
    hosts.map(([name, part]) => [name, hostFingerprint(part)]),
  );
  return { name: basename(path), path, host, lanes, notes: [...notes, ...clockNotes(lanes)] };
}

async function laneFolders(path: string): Promise<string[]> {
  let entries;
  try {
    entries = await readdir(path, { withFileTypes: true });
  } catch (cause) {
    throw new BaselineError(
      'MEDKIT_RUN_MISSING',
      `cannot read the run folder ${path}: ${(cause as Error).message}`,
      {
        next: 'name the folder of a run',
        cause,
      },
    );
  }
  const lanes: string[] = [];
  for (const entry of entries) {
    if (!entry.isDirectory()) continue;
    const files = await readdir(join(path, entry.name));
    if (files.some((file) => LANE_FILES.includes(file))) lanes.push(entry.name);
  }
  return lanes.sort();
}

async function readSummary(path: string, lane: string): Promise<Part> {
  const file = join(path, lane, 'summary.json');
  let text: string;
  await requireOwnFile(path, file);
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new BaselineError(
      'MEDKIT_RUN_INCOMPLETE',
      `lane ${lane} of ${path} has no summary.json: it did not finish`,
      {
        next: `finish it with --resume, or remove ${join(path, lane)}`,
        cause,
      },
    );
  }
  const summary = parseJson(text, file, 'MEDKIT_RUN_INVALID', { infinities: 'open' });
  if (!isPart(summary)) {
    throw new BaselineError('MEDKIT_RUN_INVALID', `${file} is not a summary`, {
      next: 'run that lane again',
    });
  }
  const version = summary['schema_version'];
  if (version !== undefined && version !== 1) {
    throw new BaselineError(
      'MEDKIT_RUN_INVALID',
      `${file} has schema_version ${JSON.stringify(version)}, this program reads 1`,
      { next: 'use the version that wrote it' },
    );
  }
  return 'metadata' in summary ? summary : { ...summary, metadata: await looseMetadata(path, lane) };
}

// The run may be somebody else's: a link would lead out of it, and a pipe would keep its reader for ever.
async function requireOwnFile(path: string, file: string): Promise<void> {
  const found = await lstat(file).catch(() => null);
  if (found === null || found.isFile()) return;
  throw new BaselineError(
    'MEDKIT_RUN_INVALID',
    found.isSymbolicLink() ? `${file} leads out of ${path}` : `${file} is no file`,
    { next: 'do not trust this run' },
  );
}

/** The Python harness keeps the metadata beside the summary only, without levels. */
async function looseMetadata(path: string, lane: string): Promise<unknown> {
  try {
    const file = join(path, lane, 'run_metadata.json');
    await requireOwnFile(path, file);
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return {};
  }
}

function hostPart(summary: Part): Part {
  const metadata = partAt(summary, 'metadata');
  return isPart(metadata['host']) ? metadata['host'] : metadata;
}

function measuredLane(
  name: string,
  summary: Part,
  given: { run: string; commit: string | null },
): MeasuredLane {
  const metadata = partAt(summary, 'metadata');
  const parameters = summary['parameters'] ?? null;
  const inForce = metadata['params_in_force'] ?? null;
  return {
    tool_version: textAt(summary, 'tool_version'),
    method_version: numberAt(summary, 'method_version'),
    profile: textAt(summary, 'profile'),
    quick: flagAt(summary, 'quick'),
    high_load: flagAt(summary, 'high_load') ?? flagAt(metadata, 'high_host_load'),
    gateway_commit: given.commit ?? commitOf(metadata),
    run: given.run,
    started_at: textAt(summary, 'started_at'),
    finished_at: textAt(summary, 'finished_at') ?? textAt(metadata, 'timestamp_utc'),
    steady_count: textAt(partAt(summary, 'cell'), 'steady_count'),
    parameters: isPart(parameters) ? { ...parameters } : null,
    params_in_force: isPart(inForce) ? { ...inForce } : null,
    ...laneFigures(name, summary),
  };
}

/** The measured program's commit: as its image or binary tells it, else the state of the folder the run began in. */
function commitOf(metadata: Part): string | null {
  const target = partAt(metadata, 'target');
  return (
    textAt(target, 'gateway_commit') ??
    textAt(target, 'commit') ??
    textAt(metadata, 'gateway_commit') ??
    textAt(metadata, 'gateway_sha') ??
    textAt(partAt(metadata, 'git'), 'commit')
  );
}

function statusNotes(name: string, summary: Part): Note[] {
  const status = textAt(summary, 'status');
  if (status === null || status === 'ok') return [];
  return [{ code: `lane-${status}`, message: `${name} is ${status}: cells of it could not be measured` }];
}

function clockNotes(lanes: Readonly<Record<string, MeasuredLane>>): Note[] {
  const notes: Note[] = [];
  for (const [name, lane] of Object.entries(lanes)) {
    if (lane.started_at === null || lane.finished_at === null) continue;
    if (Date.parse(lane.finished_at) >= Date.parse(lane.started_at)) continue;
    notes.push({
      code: 'clock-backwards',
      message: `the clock went backwards during ${name}: it began at ${lane.started_at} and ended at ${lane.finished_at}; figures are taken by a steady clock, but its place in a history is not certain`,
    });
  }
  return notes;
}
