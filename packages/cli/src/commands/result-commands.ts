import type { Command } from 'commander';
import type { Finish } from './command-parts.js';
import { EXPORT_OPTION, globalsOf, help } from './command-parts.js';
import type { CompareFlags } from './compare.js';
import type { HistoryFlags } from './history.js';
import type { ReportFlags } from './report.js';
import type { Io } from './run-lanes.js';
import type { UpdateBaselineFlags } from './update-baseline.js';

/** Commands about runs that are over. */
export function addResultCommands(program: Command, io: Io, finish: Finish): void {
  program
    .command('report')
    .argument('[run]', 'run folder or its name (default: the newest)')
    .description('write the reports of a run again')
    .option(...EXPORT_OPTION)
    .option('--open', 'show report.html, on a terminal; elsewhere print its path')
    .option('--serve', 'follow a run live in a browser on this machine, until Ctrl-C')
    .option('--port <port>', 'port of --serve (default: any free one)')
    .addHelpText(
      'after',
      help([
        'medkit-bench report --open',
        'medkit-bench report --serve --open',
        'medkit-bench report nightly --export junit=junit.xml --export csv=-',
      ]),
    )
    .action(async (run: string | undefined, options: ReportFlags, command: Command) => {
      const { reportCommand } = await import('./report.js');
      finish(await reportCommand(run, options, await globalsOf(command, io), io));
    });
  program
    .command('verify')
    .argument('[run]', 'run folder or its name (default: the newest)')
    .description('work out every figure and verdict of a run again from its samples: exit 1 if one differs')
    .addHelpText('after', help(['medkit-bench verify', 'medkit-bench verify results/nightly --json']))
    .action(async (run: string | undefined, _options: unknown, command: Command) => {
      const { verifyCommand } = await import('./verify.js');
      finish(await verifyCommand(run, await globalsOf(command, io), io));
    });
  program
    .command('compare')
    .description('a run against a baseline: what got better, what got worse, and how sure that is')
    .option('--run <run>', 'run folder or its name (default: the newest)')
    .option('--baseline <file>', "baseline file (default: this host's in baseline/)")
    .option('--lanes <list>', 'only these lanes')
    .option('--all-metrics', 'metrics that do not gate, too')
    .option('--output <file>', 'write the comparison as Markdown, too')
    .option('--chart <file>', 'write the changes as SVG, or as PNG where the name ends so')
    .option(
      '--allow-different <words>',
      'compare all the same and mark the result: host, load, method, params, missing',
    )
    .addHelpText(
      'after',
      help([
        'medkit-bench compare',
        'medkit-bench compare --run nightly --baseline baseline/ci.json --strict',
        'medkit-bench compare --fail-on warn,inconclusive',
      ]),
    )
    .action(async (options: CompareFlags, command: Command) => {
      const { compareCommand } = await import('./compare.js');
      finish(await compareCommand(command.optsWithGlobals<CompareFlags>(), await globalsOf(command, io), io));
    });
  program
    .command('update-baseline')
    .description("take the figures of a run as this host's baseline")
    .option('--run <run>', 'run folder or its name (default: the newest)')
    .option('--name <name>', 'write baseline/<name>.json')
    .option('--output <file>', 'write this file')
    .option('--lanes <list>', 'only these lanes')
    .option('--commit <commit>', 'commit of the measured program, where the run cannot know it')
    .option('--allow-different <words>', 'take it all the same: load, host')
    .addHelpText(
      'after',
      help(['medkit-bench update-baseline', 'medkit-bench update-baseline --run nightly --name ci']),
    )
    .action(async (options: UpdateBaselineFlags, command: Command) => {
      const { updateBaselineCommand } = await import('./update-baseline.js');
      finish(await updateBaselineCommand(options, await globalsOf(command, io), io));
    });
  addHistory(program, io, finish);
}

function addHistory(program: Command, io: Io, finish: Finish): void {
  program
    .command('history')
    .description('figures over commits: when they changed, and which commits are to blame')
    .option('--import <runs...>', 'run folders or names to take in first')
    .option('--commit <commit>', 'commit of the measured program, where the imported run cannot know it')
    .option('--store <file>', 'the history (default: history.ndjson in the results folder)')
    .option('--metrics <list>', 'full names, such as footprint.uss_kib (default: those that gate)')
    .option('--host <key>', 'only this host')
    .option('--csv <file>', 'write the figures for other tools; - is standard output')
    .option('--chart <file>', 'write an SVG, or a PNG where the name ends so; - is standard output')
    .addHelpText(
      'after',
      help([
        'medkit-bench history --import nightly',
        'medkit-bench history --metrics footprint.uss_kib --csv -',
      ]),
    )
    .action(async (flags: HistoryFlags, command: Command) => {
      const { historyCommand } = await import('./history.js');
      finish(await historyCommand(flags, await globalsOf(command, io), io));
    });
}
