import { Command, CommanderError, Option } from 'commander';
import { parseWords } from '../config/parse-values.js';
import { BenchError, EXIT } from '../errors.js';
import type { LaneName } from '../lanes/settings.js';
import { LANE_NAMES, MEASURING_LANES } from '../lanes/lane-names.js';
import { VERSION } from '../version.js';
import type { Finish } from './command-parts.js';
import { collect, EXPORT_OPTION, globalsOf, help } from './command-parts.js';
import { addHostCommands } from './host-commands.js';
import { LANE_HELP } from './lane-help.js';
import { LANE_OPTIONS } from './lane-options.js';
import { addResultCommands } from './result-commands.js';
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
  addResultCommands(program, io, finish);
  addHostCommands(program, io, finish);
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
  const lanes = MEASURING_LANES;
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
    .option('--require-calibration', 'refuse to measure on a host without a fresh calibration that passed')
    .addOption(new Option('--exit-zero', 'report only: exit 0 whatever was found').default(undefined));
}

function withLaneOptions(command: Command, lanes: readonly LaneName[]): Command {
  for (const option of LANE_OPTIONS.filter((known) => known.lanes.some((lane) => lanes.includes(lane)))) {
    const flag = `--${option.flag} ${option.valueOptional ? `[${option.placeholder}]` : `<${option.placeholder}>`}`;
    if (option.repeatable) command.option(flag, option.describe, collect);
    else command.option(flag, option.describe);
  }
  return command.option(...EXPORT_OPTION);
}
