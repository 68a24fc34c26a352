import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { readCli } from './cli-options.js';
import { summaryText } from './cli-summary.js';
import { LoadError, isLoadError } from './errors.js';
import type { LoadResult } from './load-result.js';
import { startLoad } from './run-load.js';

const EXIT = { ok: 0, badInput: 2, nothingMeasured: 3, interrupted: 130 } as const;

/** Runs the command line and returns its exit code; every expected failure is one line on standard error. */
async function main(argv: readonly string[]): Promise<number> {
  try {
    const request = readCli(argv, process.env, packageVersion());
    if (request === null) return EXIT.ok;
    if (request.cpus !== null) stayOn(request.cpus);
    if (request.out !== null) claimOutput(request.out);
    const running = startLoad(request.load);
    let interrupted = false;
    const onInterrupt = (): void => {
      interrupted = true;
      running.stop();
    };
    process.on('SIGTERM', running.stop);
    process.on('SIGINT', onInterrupt);
    const result = await running.done;
    process.off('SIGTERM', running.stop);
    process.off('SIGINT', onInterrupt);
    writeResult(result, request.out);
    if (interrupted) return EXIT.interrupted;
    return result.request_count > 0 && result.success_count === 0 ? EXIT.nothingMeasured : EXIT.ok;
  } catch (error) {
    if (!isLoadError(error)) throw error;
    process.stderr.write(`load-generator: ${error.message}\n`);
    return EXIT.badInput;
  }
}

/** Before any load is sent: a result that cannot be kept is not worth the target's time. */
function claimOutput(file: string): void {
  try {
    writeFileSync(file, '', { flag: 'a' });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new LoadError('MEDKIT_LOAD_OUTPUT', `--out ${file} cannot be written (${code})`, { cause: error });
  }
}

function writeResult(result: LoadResult, out: string | null): void {
  const json = `${JSON.stringify(result, null, 2)}\n`;
  if (out === null) {
    process.stdout.write(json);
    return;
  }
  writeFileSync(out, json);
  process.stdout.write(summaryText(result));
}

/** Binds this process, its threads included, so that it does not compete with the target. */
function stayOn(cpus: string): void {
  try {
    execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', cpus, String(process.pid)], {
      stdio: 'pipe',
    });
  } catch (error) {
    throw new LoadError(
      'MEDKIT_LOAD_BAD_OPTION',
      `--cpus ${cpus} cannot be applied with taskset; give processors of this machine, e.g. 0 or 2-3`,
      {
        cause: error,
      },
    );
  }
}

function packageVersion(): string {
  const file = new URL('../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

// A reader that went away (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.ok);
  throw error;
});

process.exitCode = await main(process.argv.slice(2));
