import { Command, CommanderError, Option } from 'commander';
import { parseWords } from '../config/parse-values.js';
import { BenchError, EXIT } from '../errors.js';
import type { LaneName } from '../lanes/settings.js';
import { LANE_NAMES } from '../lanes/lane-names.js';
import { VERSION } from '../version.js';
import type { GlobalFlags, Globals } from './globals.js';
import { LANE_HELP } from './lane-help.js';
import { LANE_OPTIONS } from './lane-options.js';
import type { Io } from './run-lanes.js';

// What a command needs is loaded when it runs: `--help` and completions answer at once.

/** Runs the command line; gives the exit code. Throws BenchError on bad input. */
export async function runProgram(args: readonly string[], io: Io): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = buildProgram(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return commanderExit(error);
    throw error;
  }
  return exitCode;
}

function commanderExit(error: CommanderError): number {
  if (error.exitCode === 0) return EXIT.ok;
  throw new BenchError('MEDKIT_BAD_INPUT', error.message.replace(/^error: /, ''), {
    next: 'medkit-bench --help',
  });
}

type Finish = (exitCode: number) => void;

function buildProgram(io: Io, finish: Finish): Command {
  const program = withGlobalOptions(new Command('medkit-bench'))
    .description('Measures what a long-running server costs its host, with the confidence the data supports.')
    .version(VERSION)
    .showHelpAfterError(false)
    .configureHelp({ showGlobalOptions: true })
    .addHelpText(
      'after',
      help(['medkit-bench footprint --quick', 'medkit-bench scaling --profile nginx', 'medkit-bench report']),
    );
  program.exitOverride();
  program.configureOutput({
    writeOut: (text) => io.stdout.write(text),
    writeErr: () => undefined,
  });
  for (const lane of LANE_NAMES) addLane(program, lane, io, finish);
  addAll(program, io, finish);
  program
    .command('report')
    .argument('[run]', 'run folder or its name (default: the newest)')
    .description('write the reports of a run again')
    .action(async (run: string | undefined, _options: unknown, command: Command) => {
      const { reportCommand } = await import('./report.js');
      finish(await reportCommand(run, await globalsOf(command, io), io));
    });
  program
    .command('clean')
    .description('remove what killed runs left behind')
    .action(async (_options: unknown, command: Command) => {
      const { cleanCommand } = await import('./clean.js');
      finish(await cleanCommand(await globalsOf(command, io), io));
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
  return program;
}

function addLane(program: Command, lane: LaneName, io: Io, finish: Finish): void {
  const { describe, examples } = LANE_HELP[lane];
  withLaneOptions(program.command(lane), [lane])
    .description(describe)
    .addHelpText('after', help(examples))
    .action(async (_options: unknown, command: Command) => {
      const { runLanes } = await import('./run-lanes.js');
      const globals = await globalsOf(command, io);
      finish(await runLanes([lane], globals, command.optsWithGlobals(), io));
    });
}

function addAll(program: Command, io: Io, finish: Finish): void {
  const lanes = LANE_NAMES;
  withLaneOptions(program.command('all'), lanes)
    .description(`every lane that the profile has the parts for, into one report: ${lanes.join(', ')}`)
    .option('--lanes <list>', 'only these lanes')
    .addHelpText('after', help(['medkit-bench all --quick', 'medkit-bench all --lanes footprint,scaling']))
    .action(async (options: { lanes?: string }, command: Command) => {
      const { runLanes } = await import('./run-lanes.js');
      const globals = await globalsOf(command, io);
      const chosen = options.lanes === undefined ? lanes : parseWords(options.lanes, '--lanes', lanes);
      finish(await runLanes(chosen, globals, command.optsWithGlobals(), io, { leaveOutImpossible: true }));
    });
}

async function globalsOf(command: Command, io: Io): Promise<Globals> {
  const { resolveGlobals } = await import('./globals.js');
  return resolveGlobals(command.optsWithGlobals<GlobalFlags>(), io.env);
}

function withGlobalOptions(command: Command): Command {
  return command
    .option('--profile <name|path>', 'what to measure (default: reference)')
    .option('--var <name=value>', 'a variable of the profile (repeatable)', collect)
    .option('--results-dir <dir>', 'where runs go (default: results)')
    .option('--run-dir <name>', 'name of the run folder (default: the time)')
    .option('--quick', 'short windows and few repeats, for demos and CI')
    .option('--strict', 'refuse to start on a busy host; an undecided gate is exit code 3')
    .option('--resume', 'continue a broken run: finished cells are kept')
    .option('--dry-run', 'print the cells and the time they take')
    .option('--json', 'print the summary as JSON on standard output')
    .option('--quiet', 'no progress')
    .option('--config <file>', 'configuration file')
    .option('--fail-on <words>', 'verdicts that fail the run, for example INDETERMINATE,unsettled')
    .addOption(new Option('--exit-zero', 'report only: exit 0 whatever was found').default(undefined));
}

function withLaneOptions(command: Command, lanes: readonly LaneName[]): Command {
  for (const option of LANE_OPTIONS.filter((known) => known.lanes.some((lane) => lanes.includes(lane)))) {
    const flag = `--${option.flag} <${option.placeholder}>`;
    if (option.repeatable) command.option(flag, option.describe, collect);
    else command.option(flag, option.describe);
  }
  return command;
}

function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}

function help(examples: readonly string[]): string {
  return `\nExamples:\n${examples.map((example) => `  ${example}`).join('\n')}\n`;
}
