import type { Command } from 'commander';
import type { GlobalFlags, Globals } from './globals.js';
import type { Io } from './run-lanes.js';

/** Takes the exit code of a command that has run. */
export type Finish = (exitCode: number) => void;

/** The flags that every command knows, with the configuration underneath. */
export async function globalsOf(command: Command, io: Io): Promise<Globals> {
  const { resolveGlobals } = await import('./globals.js');
  return resolveGlobals(command.optsWithGlobals<GlobalFlags>(), io.env);
}

/** Examples below a command's help. */
export function help(examples: readonly string[]): string {
  return `\nExamples:\n${examples.map((example) => `  ${example}`).join('\n')}\n`;
}

/** Collects the values of a flag that may be given several times. */
export function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}

/** `--export` of every command that has a result. */
export const EXPORT_OPTION = [
  '--export <format=file>',
  'write the result in a format for other tools (repeatable; - is standard output)',
  collect,
] as const;
