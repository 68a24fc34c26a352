import { EXIT, Interrupted, isBenchError, messageOf } from './errors.js';
import { runProgram } from './commands/program.js';
import type { Io } from './commands/run-lanes.js';

/** Runs the program and turns whatever happens into an exit code and, at most, one clear message. */
export async function main(args: readonly string[], io: Io): Promise<number> {
  try {
    return await runProgram(args, io);
  } catch (error) {
    return explain(error, io);
  }
}

function explain(error: unknown, io: Io): number {
  if (error instanceof Interrupted || io.signal.aborted) {
    io.stderr.write(
      'interrupted: everything started was stopped, finished cells are kept; go on with --resume\n',
    );
    return EXIT.interrupted;
  }
  if (isBenchError(error)) {
    io.stderr.write(`error: ${error.message}\n${error.next ? `  next: ${error.next}\n` : ''}`);
    return error.exitCode;
  }
  // Errors of our other packages say what is wrong and what to do; a stack would add nothing to them.
  if (isForeseen(error)) {
    io.stderr.write(`error: ${messageOf(error)}\n`);
    return EXIT.notMeasured;
  }
  const stack = io.env['MEDKIT_BENCH_DEBUG'] && error instanceof Error ? `\n${error.stack}` : '';
  io.stderr.write(
    `error: ${messageOf(error)}${stack}\n  next: set MEDKIT_BENCH_DEBUG=1 to see where this comes from\n`,
  );
  return EXIT.notMeasured;
}

function isForeseen(error: unknown): boolean {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' && code.startsWith('MEDKIT_');
}
