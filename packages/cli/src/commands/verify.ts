import { EXIT } from '../errors.js';
import { printable } from '../report/printable.js';
import type { Disagreement } from '../verify/compare-figures.js';
import type { LaneVerification } from '../verify/verify-lane.js';
import { verifyRun } from '../verify/verify-run.js';
import { chooseRun } from './choose-run.js';
import type { Globals } from './globals.js';
import type { Io } from './run-lanes.js';

/** Longest piece of a figure that is shown; a list or text may be long. */
const SHOWN = 100;

/** Works out a run's figures and verdicts again from its samples; exit 1 when one does not come out. */
export async function verifyCommand(run: string | undefined, globals: Globals, io: Io): Promise<number> {
  const found = await verifyRun(chooseRun(run, globals));
  if (globals.json) io.stdout.write(`${JSON.stringify(found)}\n`);
  else {
    for (const lane of found.lanes) io.stdout.write(laneText(lane, globals.quiet));
    const verdict = found.agree
      ? 'agrees with its samples'
      : `DISAGREES with its samples in ${found.disagreed} figures`;
    io.stdout.write(`${found.run} ${verdict} (${found.agreed} figures agree)\n`);
  }
  return found.agree || globals.exitZero ? EXIT.ok : EXIT.gate;
}

function laneText(found: LaneVerification, quiet: boolean): string {
  const { lane, cells, agreed, disagreements } = found;
  const lines = [
    `${lane}: ${cells} cells, ${agreed} figures agree, ${disagreements.length} disagree`,
    ...disagreements.map(disagreementText),
    ...(quiet ? [] : found.not_recomputed.map(({ what, why }) => `  not recomputed: ${what} (${why})`)),
  ];
  return `${lines.join('\n')}\n`;
}

function disagreementText({ file, path, stored, recomputed }: Disagreement): string {
  return `  ${printable(file)}: ${printable(path)}: stored ${shown(stored)}, recomputed ${shown(recomputed)}`;
}

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return printable(text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text);
}
