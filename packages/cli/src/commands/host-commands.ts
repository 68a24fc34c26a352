import type { Command } from 'commander';
import type { Finish } from './command-parts.js';
import { globalsOf, help } from './command-parts.js';
import type { GlobalFlags } from './globals.js';
import type { Io } from './run-lanes.js';

/** Commands about this host and how the program is set up. */
export function addHostCommands(program: Command, io: Io, finish: Finish): void {
  program
    .command('doctor')
    .description('what works on this host and what does not, with the line that fixes it')
    .addHelpText('after', help(['medkit-bench doctor', 'medkit-bench doctor --json']))
    .action(async (_options: unknown, command: Command) => {
      const { doctorCommand } = await import('./doctor.js');
      finish(await doctorCommand(await globalsOf(command, io), io));
    });
  program
    .command('config')
    .description('which settings hold, and where each comes from')
    .option('--explain', 'every setting with its value and its origin (the default)')
    .option('--schema <config|profile>', 'the JSON Schema of configuration files or profiles')
    .addHelpText('after', help(['medkit-bench config --explain', 'medkit-bench config --schema profile']))
    .action(async (options: { schema?: string }, command: Command) => {
      const { configCommand } = await import('./config.js');
      const flags = command.optsWithGlobals<GlobalFlags>();
      finish(await configCommand(options.schema, flags, await globalsOf(command, io), io));
    });
  program
    .command('clean')
    .description('remove what killed runs left behind')
    .action(async (_options: unknown, command: Command) => {
      const { cleanCommand } = await import('./clean.js');
      finish(await cleanCommand(await globalsOf(command, io), io));
    });
}
