import path from 'node:path';
import type { MeasuredRun, RunWithoutEmptyLanes } from '@medkit-bench/baseline';
import { baselinePath, readRun, updateBaseline, withoutEmptyLanes } from '@medkit-bench/baseline';
import { parseWords } from '../config/parse-values.js';
import { makeFolder } from '../engine/make-folder.js';
import { badInput, EXIT, messageOf } from '../errors.js';
import { chooseRun } from './choose-run.js';
import { BASELINE_FOLDER, withBadInput } from './compare.js';
import type { Globals } from './globals.js';
import type { Io } from './run-lanes.js';

/** Flags of `update-baseline`. */
export interface UpdateBaselineFlags {
  run?: string;
  name?: string;
  output?: string;
  lanes?: string;
  commit?: string;
  allowDifferent?: string;
}

const ALLOWED = ['load', 'host'] as const;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** Writes the figures of a run into this host's baseline file; lanes that the run lacks stay. */
export async function updateBaselineCommand(
  flags: UpdateBaselineFlags,
  globals: Globals,
  io: Io,
): Promise<number> {
  return withBadInput(async () => {
    const runDir = chooseRun(flags.run, globals);
    const read = await readRun(runDir, {
      ...(flags.lanes === undefined ? {} : { lanes: parseWords(flags.lanes, '--lanes') }),
      ...(flags.commit === undefined ? {} : { commit: flags.commit }),
    });
    const { run, leftOut } = takeable(read, flags);
    const file = outputOf(flags) ?? baselinePath(BASELINE_FOLDER, run.host);
    ensureFolder(path.dirname(file));
    const allow =
      flags.allowDifferent === undefined
        ? []
        : parseWords(flags.allowDifferent, '--allow-different', ALLOWED);
    const baseline = await updateBaseline(file, run, { allow });
    if (globals.json)
      io.stdout.write(`${JSON.stringify({ file, lanes: Object.keys(baseline.lanes), left_out: leftOut })}\n`);
    else io.stdout.write(`${file}: ${Object.keys(run.lanes).join(', ')} of ${run.name}\n`);
    if (leftOut.length > 0 && !globals.json && !globals.quiet)
      io.stderr.write(
        `note: left out, with nothing that a later run could be compared with: ${leftOut.join(', ')}\n`,
      );
    return EXIT.ok;
  });
}

// A lane that was named is wanted: without a figure it is refused. With no lane left there is nothing to take, either.
function takeable(run: MeasuredRun, { lanes }: UpdateBaselineFlags): RunWithoutEmptyLanes {
  const found = withoutEmptyLanes(run);
  const all = lanes !== undefined || Object.keys(found.run.lanes).length === 0;
  return all ? { run, leftOut: [] } : found;
}

function outputOf({ output, name }: UpdateBaselineFlags): string | null {
  if (output !== undefined) return output;
  if (name === undefined) return null;
  if (!NAME.test(name))
    throw badInput(`--name: '${name}' is not a name for a baseline`, 'or give a path with --output');
  return path.join(BASELINE_FOLDER, `${name}.json`);
}

/** Makes a folder before anything waits for a lock in it. @throws BenchError (exit 2) naming it */
export function ensureFolder(dir: string): void {
  try {
    makeFolder(dir);
  } catch (error) {
    throw badInput(`nothing can be written to ${dir}: ${messageOf(error)}`, 'choose another --output');
  }
}
