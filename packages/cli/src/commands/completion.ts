import type { Command } from 'commander';
import type { Shell } from '../completion/scripts.js';
import { completionScript, SHELLS } from '../completion/scripts.js';
import { badInput, EXIT } from '../errors.js';
import type { Io } from './run-lanes.js';

/** Prints the completion script of a shell, made from the commands as they are. */
export function completionCommand(shell: string, program: Command, io: Io): number {
  if (!SHELLS.includes(shell as Shell))
    throw badInput(`completion: '${shell}' is not a shell this knows`, SHELLS.join(', '));
  const shared = program.options;
  const commands = program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    flags: [...command.options, ...shared]
      .filter((option) => option.long)
      .map((option) => ({ flag: option.long ?? '', description: option.description })),
  }));
  io.stdout.write(completionScript(shell as Shell, commands));
  return EXIT.ok;
}
