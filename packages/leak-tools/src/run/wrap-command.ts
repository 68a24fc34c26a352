import { LeakToolsError } from '../errors.js';
import type { LeakTool } from './find-tool.js';
import { refuseLauncher } from './launchers.js';

/** A command with its profiler around it. */
export interface WrappedCommand {
  tool: LeakTool['name'];
  /** What to start instead of the command. */
  argv: string[];
  /** Files the profiler may write; exactly one of them will be there. */
  outputs: string[];
}

/** How a command is wrapped in heaptrack. */
export interface HeaptrackOptions {
  /** Path of the trace without its ending, in a folder that exists where the program runs; no blanks. */
  output: string;
  tool?: Pick<LeakTool, 'recordOnly'>;
}

/**
 * heaptrack around a program. The program is a child of heaptrack's script: to end it, use `endSubject`.
 *
 * @throws LeakToolsError `MEDKIT_LEAK_LAUNCHER`, `MEDKIT_LEAK_ARGUMENT`
 */
export function heaptrackCommand(argv: readonly string[], options: HeaptrackOptions): WrappedCommand {
  refuseLauncher(argv);
  const output = checkedPath(options.output, 'output');
  if (argv[0]?.startsWith('-') === true) {
    throw new LeakToolsError(
      'MEDKIT_LEAK_ARGUMENT',
      `the program ${argv[0]} looks like an option of heaptrack. Give its path.`,
    );
  }
  // Without --record-only heaptrack opens its window afterwards where one is installed; it cannot without a display.
  const start =
    options.tool?.recordOnly === true
      ? ['heaptrack', '--record-only']
      : ['env', '-u', 'DISPLAY', '-u', 'WAYLAND_DISPLAY', 'heaptrack'];
  return {
    tool: 'heaptrack',
    argv: [...start, '-o', output, ...argv],
    outputs: [`${output}.zst`, `${output}.gz`],
  };
}

/** How a command is wrapped in valgrind. */
export interface ValgrindOptions {
  /** Path of the XML report, where the program runs. */
  xmlFile: string;
  /** Suppression files, where the program runs. */
  suppressions?: readonly string[];
  /** Frames a stack keeps; default 30. */
  numCallers?: number;
  /** Further options of valgrind, before the program. */
  extra?: readonly string[];
}

/**
 * valgrind's memcheck around a program. valgrind replaces itself by the program's run: its pid is the one to signal.
 *
 * @throws LeakToolsError `MEDKIT_LEAK_LAUNCHER`, `MEDKIT_LEAK_ARGUMENT`
 */
export function valgrindCommand(argv: readonly string[], options: ValgrindOptions): WrappedCommand {
  refuseLauncher(argv);
  const xmlFile = checkedPath(options.xmlFile, 'xmlFile');
  const numCallers = options.numCallers ?? 30;
  if (!Number.isInteger(numCallers) || numCallers < 1 || numCallers > 500) {
    throw new LeakToolsError(
      'MEDKIT_LEAK_ARGUMENT',
      `numCallers is ${numCallers}: give a whole number from 1 to 500.`,
    );
  }
  return {
    tool: 'valgrind',
    argv: [
      'valgrind',
      '--tool=memcheck',
      '--leak-check=full',
      '--show-leak-kinds=all',
      // All kinds are shown, two are errors: the same as valgrind's own choice.
      '--errors-for-leak-kinds=definite,possible',
      `--num-callers=${numCallers}`,
      // A forked child would write its own report into the same file.
      '--child-silent-after-fork=yes',
      // Pipes in /tmp for a debugger, which nobody asks for and a valgrind that is killed leaves behind.
      '--vgdb=no',
      '--xml=yes',
      `--xml-file=${escapePercent(xmlFile)}`,
      ...(options.suppressions ?? []).map((file) => `--suppressions=${checkedPath(file, 'suppressions')}`),
      ...(options.extra ?? []),
      ...argv,
    ],
    outputs: [xmlFile],
  };
}

// heaptrack's script does not quote the path, and a line break would end an argument in both.
function checkedPath(path: string, name: string): string {
  if (path !== '' && !path.startsWith('-') && !/[\s%*?[\]$`"'\\;&|<>]/.test(path)) return path;
  throw new LeakToolsError(
    'MEDKIT_LEAK_ARGUMENT',
    `${name} is ${JSON.stringify(path)}: give a path without blanks, quotes or wildcards, which heaptrack and valgrind would not take as it is.`,
  );
}

function escapePercent(path: string): string {
  return path.replaceAll('%', '%%');
}
