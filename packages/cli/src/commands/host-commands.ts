import type { Command } from 'commander';
import type { Finish } from './command-parts.js';
import { globalsOf, help } from './command-parts.js';
import type { GlobalFlags } from './globals.js';
import type { InitFlags } from '../init/choice.js';
import type { Io } from './run-lanes.js';

/** Commands about this host and how the program is set up. */
export function addHostCommands(program: Command, io: Io, finish: Finish): void {
  program
    .command('init')
    .description('write a profile and a configuration for what you want to measure, after a look at it')
    .option('--process <name>', 'a process of this host, by name')
    .option('--pid <n>', 'a process of this host, or with --ssh of that one, by id')
    .option('--container <name>', 'a running container')
    .option('--compose <file>', 'a compose file, with --service')
    .option('--service <name>', 'the service of the compose file')
    .option('--ssh <user@host>', 'a process on another host, with --process or --pid')
    .option('--ros2-medkit', 'the ros2_medkit gateway in a container')
    .option('--demo', 'the embedded server whose cost is known')
    .option('--output <file>', 'where the profile goes (default: profile.yaml)')
    .option('--force', 'replace files that are there')
    .option('--no-check', 'do not look at the target first')
    .addHelpText(
      'after',
      help([
        'medkit-bench init',
        'medkit-bench init --process nginx',
        'medkit-bench init --compose docker-compose.yml --service gateway',
        'medkit-bench init --ssh root@robot --process gateway_node',
      ]),
    )
    .action(async (options: InitFlags) => {
      const { initCommand } = await import('./init.js');
      finish(await initCommand(options, io));
    });
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
  program
    .command('explain')
    .argument('[word]', 'a word of a report: uss, steady-state, verdict, growth, leak, ...')
    .description('what a word in a report means')
    .addHelpText('after', help(['medkit-bench explain', 'medkit-bench explain steady-state']))
    .action(async (word: string | undefined) => {
      const { explainCommand } = await import('./explain.js');
      finish(explainCommand(word, io));
    });
  program
    .command('completion')
    .argument('<shell>', 'bash, zsh or fish')
    .description('the completion script of a shell')
    .addHelpText('after', help(['source <(medkit-bench completion bash)']))
    .action(async (shell: string) => {
      const { completionCommand } = await import('./completion.js');
      finish(completionCommand(shell, program, io));
    });
}
