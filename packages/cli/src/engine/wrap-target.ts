import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { WrappedCommand } from '@medkit-bench/leak-tools';
import {
  heaptrackCommand,
  SUPPRESSION_SETS,
  suppressionText,
  valgrindCommand,
} from '@medkit-bench/leak-tools';
import { badInput, messageOf } from '../errors.js';
import type { SiteMeasure } from '../lanes/profiled-record.js';
import { WRAP } from '../place/fill-command.js';
import type { PlaceStart } from '../place/place.js';
import type { Profile } from '../profile/schema.js';

/** The profiler a cell's target is started under. */
export interface ToolPlan {
  name: 'heaptrack' | 'valgrind';
  /** Measures that flame graphs are drawn of. */
  flameGraphs: SiteMeasure[];
}

/** A command ready to be started under a profiler. */
export interface WrappedTarget {
  plan: ToolPlan;
  wrapped: WrappedCommand;
  suppressions: string[];
  /** The instance's own folder where the target lives on this host; null: it does not, or not by our process ids. */
  localDir: string | null;
  start: Pick<PlaceStart, 'wrap' | 'command'>;
}

const TRACE = 'heaptrack';
const REPORT = 'memcheck.xml';

/** Words that start the target under the tool; suppressions are written into the instance's folder. */
export async function wrapTarget(plan: ToolPlan, profile: Profile, dir: string): Promise<WrappedTarget> {
  const { wrap } = profile;
  const program = ['program'];
  const names = plan.name === 'valgrind' ? (wrap?.suppressions ?? []) : [];
  const files = await Promise.all(names.map((name) => writeSuppressions(name, profile, dir)));
  const wrapped =
    plan.name === 'heaptrack'
      ? heaptrackCommand(program, { output: path.join(dir, TRACE) })
      : valgrindCommand(program, { xmlFile: path.join(dir, REPORT), suppressions: files });
  return {
    plan,
    wrapped,
    suppressions: names,
    localDir: profile.start.kind === 'local' ? dir : null,
    start: { wrap: wrapped.argv.slice(0, -1), ...(wrap?.command ? { command: wrap.command } : {}) },
  };
}

async function writeSuppressions(name: string, profile: Profile, dir: string): Promise<string> {
  const set = SUPPRESSION_SETS.find((known) => known === name);
  let text: string;
  try {
    text = set ? await suppressionText(set) : readFileSync(path.resolve(profile.dir, name), 'utf8');
  } catch (error) {
    throw badInput(
      `profile: wrap.suppressions: '${name}' cannot be read: ${messageOf(error)}`,
      `sets: ${SUPPRESSION_SETS.join(', ')}; or a file beside the profile`,
    );
  }
  mkdirSync(path.join(dir, 'suppressions'), { recursive: true });
  const file = path.join(dir, 'suppressions', `${path.basename(name).replace(/[^\w.-]/g, '_')}.supp`);
  writeFileSync(file, text);
  return file;
}

/**
 * Refuses a target that cannot be started under a profiler, before anything is started.
 * @throws BenchError (exit 2) with what to do
 */
export function requireWrappable(profile: Profile, tool: ToolPlan['name']): void {
  const { start, wrap } = profile;
  if (start.kind === 'attach' || start.kind === 'compose') {
    throw badInput(
      `${tool} has to start the target, and start.kind '${start.kind}' of profile '${profile.name}' leaves that to somebody else`,
      'use a profile that starts it: kind local, docker or ssh',
    );
  }
  const command = wrap?.command ?? commandOf(start);
  if (command === null) {
    throw badInput(
      `${tool} needs to know the command, and profile '${profile.name}' leaves it to the image`,
      'give start.command or wrap.command, the program itself and its arguments',
    );
  }
  const at = command.indexOf(WRAP);
  try {
    heaptrackCommand(command.slice(at + 1), { output: '/tmp/trace' });
  } catch (error) {
    throw badInput(
      `profile '${profile.name}': ${messageOf(error)}`,
      `put the word '${WRAP}' before the program in the command, or give wrap.command`,
    );
  }
}

function commandOf(start: Extract<Profile['start'], { kind: 'local' | 'docker' | 'ssh' }>): string[] | null {
  if (start.kind !== 'docker') return start.command;
  return start.entrypoint || start.command ? [...(start.entrypoint ?? []), ...(start.command ?? [])] : null;
}
