import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { processTree } from '@medkit-bench/proc-sampler';
import { makeInstanceFolder, noteWrapper, removeInstanceFolder } from './instance-folders.js';
import { entityBlocks } from '../graph/apply-graph.js';
import { badInput, messageOf } from '../errors.js';
import { freeLoopbackPort } from '../net/free-port.js';
import type { Place, Placed } from '../place/place.js';
import { binPath } from '../profile/bin-path.js';
import type { Profile } from '../profile/schema.js';
import type { TemplateValues } from '../profile/template.js';
import { fillTemplate } from '../profile/template.js';
import type { AskedParams } from '../params/params-file.js';
import { askParams } from '../params/params-file.js';
import type { Profiler } from './profiler.js';
import { openProfiler, startUnder } from './profiler.js';
import type { ToolPlan } from './wrap-target.js';
import { wrapTarget } from './wrap-target.js';
import { waitReady } from './wait-ready.js';

/** A running, ready instance of the target. */
export interface LiveTarget extends Placed {
  values: TemplateValues;
  askedParams: AskedParams | null;
  /** The profiler around it. */
  profiler: Profiler | null;
  /** Ends the instance and removes its folder; safe to call twice. */
  teardown(): Promise<void>;
}

export interface BringUpOptions {
  place: Place;
  profile: Profile;
  label: string;
  entities: number | null;
  overrides: Record<string, unknown>;
  signal: AbortSignal;
  onPhase: (phase: string) => void;
  /** Profiler to start the target under. */
  tool?: ToolPlan | null;
}

/** Starts a fresh instance and waits until it is ready. Whatever fails, nothing is left running. */
export async function bringUp(options: BringUpOptions): Promise<LiveTarget> {
  const dir = makeInstanceFolder(options.label);
  let placed: Placed | null = null;
  const teardown = async (): Promise<void> => {
    const { signal, grace_s: graceS } = options.profile.stop;
    const local = options.profile.start.kind === 'local';
    const pids = options.tool && placed && local ? ownProcesses(placed) : [];
    await placed?.instance.stop({ signal, graceS });
    removeInstanceFolder(dir, pids);
  };
  try {
    const ports = await freePorts(options.profile);
    const values = templateValues(options.profile, dir, {
      entities: options.entities,
      ports,
      host: options.place.host,
    });
    const askedParams = writeFiles(options, values, dir);
    options.signal.throwIfAborted();
    options.onPhase('starting');
    const fill = (text: string, where: string): string => fillTemplate(text, values, where);
    const wrapped = options.tool ? await wrapTarget(options.tool, options.profile, dir) : null;
    const start = { label: options.label, dir, ports, fill, ...wrapped?.start };
    placed = await startUnder(wrapped, () => options.place.start(start));
    // Before it has made its pipe: of a run that is killed now nothing but the folder is left to tell.
    if (wrapped && wrapped.localDir !== null && placed.instance.pid !== null)
      noteWrapper(dir, placed.instance.pid);
    options.onPhase('waiting until ready');
    const profiler = wrapped ? await openProfiler(wrapped, placed, options) : null;
    await waitReady(profiler?.slowed(options.profile) ?? options.profile, placed, values, options.signal);
    return { ...placed, values, askedParams, profiler, teardown };
  } catch (error) {
    await teardown();
    throw error;
  }
}

/** Of an instance on this host: one of them may be the script of a profiler. */
function ownProcesses({ instance }: Placed): number[] {
  return instance.pid === null ? [] : [instance.pid, ...processTree(instance.pid)];
}

async function freePorts(profile: Profile): Promise<Map<string, number>> {
  const ports = new Map<string, number>();
  for (const name of profile.ports) ports.set(name, await freeLoopbackPort());
  return ports;
}

interface ValueParts {
  entities: number | null;
  ports: ReadonlyMap<string, number>;
  host: string;
}

/** What the placeholders of a profile stand for in one instance. */
export function templateValues(profile: Profile, dir: string, parts: ValueParts): TemplateValues {
  const values: Record<string, string | number> = {
    ...fixedValues(profile),
    dir,
    entities: parts.entities ?? 0,
    host: parts.host,
  };
  for (const [name, port] of parts.ports) {
    values[`port:${name}`] = port;
    values['port'] ??= port;
  }
  return values;
}

/** The placeholders that do not depend on an instance. */
export function fixedValues(profile: Profile): Record<string, string | number> {
  const values: Record<string, string | number> = {
    node: process.execPath,
    user: os.userInfo().username,
    profile_dir: profile.dir,
    lane: profile.lane ?? '',
    'bin:reference-gateway': binPath('@medkit-bench/reference-gateway', 'reference-gateway'),
  };
  // Where nothing was set, a variable may still be the name of one of the environment's.
  for (const [name, value] of Object.entries(profile.vars)) {
    values[`var:${name}`] = typeof value === 'object' ? '' : value;
  }
  return values;
}

function writeFiles(options: BringUpOptions, values: TemplateValues, dir: string): AskedParams | null {
  const { profile } = options;
  for (const file of profile.files) {
    writeInside(dir, file.path, fileText(file, profile, values));
  }
  if (profile.graph?.kind === 'config-file') {
    writeInside(dir, profile.graph.path, entityBlocks(profile.graph.each, options.entities ?? 0, values));
  }
  if (!profile.params) {
    if (Object.keys(options.overrides).length === 0) return null;
    throw badInput('this profile takes no parameters', 'add a params section to the profile');
  }
  const asked = askParams(profile.params, options.overrides, values, ownParams(profile, values));
  writeInside(dir, profile.params.file, asked.yaml);
  return asked;
}

function fileText(file: Profile['files'][number], profile: Profile, values: TemplateValues): string {
  if (file.from === undefined) return fillTemplate(file.content ?? '', values, `files.${file.path}`);
  try {
    return readFileSync(path.resolve(profile.dir, file.from), 'utf8');
  } catch (error) {
    throw badInput(`profile: files.${file.path} cannot be copied: ${messageOf(error)}`, 'check its from');
  }
}

function ownParams(profile: Profile, values: TemplateValues): string | null {
  const from = profile.params?.copy_of;
  if (from === undefined) return null;
  const file = path.resolve(profile.dir, fillTemplate(from, values, 'params.copy_of'));
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw badInput(`the target's own parameters cannot be read: ${messageOf(error)}`, 'check params.copy_of');
  }
}

function writeInside(dir: string, name: string, content: string): void {
  const file = path.resolve(dir, name);
  if (!file.startsWith(dir + path.sep)) {
    throw badInput(`profile: '${name}' lies outside the instance's own folder`, 'give a relative path');
  }
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}
