import { styleText } from 'node:util';
import type { ExaminedGroup } from '../doctor/examine.js';
import { examine } from '../doctor/examine.js';
import type { Finding, FindingState } from '../doctor/finding.js';
import { doctorRecord, keepDoctorRecord } from '../doctor/doctor-record.js';
import { systemReader } from '../doctor/system-reader.js';
import { EXIT } from '../errors.js';
import { stateFolder } from '../instrument/state-folder.js';
import type { Globals } from './globals.js';
import type { Io } from './run-lanes.js';

const MARKS: Record<FindingState, { mark: string; colour: 'green' | 'gray' | 'yellow' | 'red' }> = {
  ok: { mark: '✓', colour: 'green' },
  note: { mark: '·', colour: 'gray' },
  missing: { mark: '-', colour: 'gray' },
  problem: { mark: '!', colour: 'yellow' },
  broken: { mark: '✗', colour: 'red' },
};

/** Says what works on this host and what does not, with the line that fixes it; exit code 2 when nothing can be measured. */
export async function doctorCommand(globals: Globals, io: Io): Promise<number> {
  const groups = await examine(systemReader(globals.resultsDir, io.env));
  const record = doctorRecord(groups, new Date());
  keepDoctorRecord(stateFolder(io.env), record);
  if (globals.json) io.stdout.write(`${JSON.stringify({ ...record, groups })}\n`);
  else io.stdout.write(render(groups, io));
  return record.broken.length === 0 || globals.exitZero ? EXIT.ok : EXIT.refused;
}

function render(groups: readonly ExaminedGroup[], io: Io): string {
  const paint = painter(io);
  const width = Math.max(...groups.flatMap((group) => group.findings.map((finding) => finding.id.length)));
  const lines = groups.flatMap(({ title, findings }) => [
    title,
    ...findings.flatMap((finding) => findingLines(finding, width, paint)),
    '',
  ]);
  return `${lines.join('\n')}\n${conclusion(groups)}\n`;
}

type Paint = (colour: 'green' | 'gray' | 'yellow' | 'red', text: string) => string;

function painter(io: Io): Paint {
  const plain = !io.stdout.isTTY || io.env['NO_COLOR'] || io.env['TERM'] === 'dumb';
  return (colour, text) => (plain ? text : styleText(colour, text));
}

function findingLines(finding: Finding, width: number, paint: Paint): string[] {
  const { mark, colour } = MARKS[finding.state];
  const indent = ' '.repeat(width + 6);
  return [
    `  ${paint(colour, mark)} ${finding.id.padEnd(width)}  ${finding.found}`,
    ...(finding.means === '' ? [] : [`${indent}${finding.means}`]),
    ...(finding.fix === null ? [] : [`${indent}→ ${finding.fix}`]),
  ];
}

function conclusion(groups: readonly ExaminedGroup[]): string {
  const count = (state: FindingState): number =>
    groups.reduce((sum, group) => sum + group.findings.filter((f) => f.state === state).length, 0);
  const broken = count('broken');
  if (broken > 0) return `Nothing can be measured here before ${broken} of these are mended (✗).`;
  const [problems, missing] = [count('problem'), count('missing')];
  if (problems + missing === 0) return 'This host is fit to measure on.';
  const parts = [
    ...(problems > 0 ? [`${problems} ${problems === 1 ? 'makes' : 'make'} figures worse (!)`] : []),
    ...(missing > 0 ? [`${missing} optional parts are missing (-)`] : []),
  ];
  return `This host can measure; ${parts.join(', ')}.`;
}
