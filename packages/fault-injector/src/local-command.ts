import { execFile } from 'node:child_process';
import type { CommandRunner } from './run-command.js';

/** Runs commands on this host, or behind a prefix such as `docker exec NAME`. */
export function localCommand(prefix: readonly string[] = []): CommandRunner {
  return {
    exec: (argv, options = {}) => {
      const [program = '', ...args] = [...prefix, ...argv];
      return new Promise((resolve, reject) => {
        const child = execFile(
          program,
          args,
          { timeout: (options.timeoutS ?? 30) * 1000, maxBuffer: 4_000_000 },
          (error, stdout, stderr) => {
            if (error && typeof error.code === 'string') {
              reject(new Error(`${program} could not be run: ${error.code}`));
              return;
            }
            const ended = typeof error?.code === 'number' ? error.code : null;
            resolve({ code: error ? ended : 0, stdout, stderr });
          },
        );
        child.stdin?.on('error', () => undefined);
        child.stdin?.end(options.input);
      });
    },
  };
}

/** What stands before a command so that it runs in a container or behind ssh. */
export function reachThrough(options: { container?: string; ssh?: string }): (argv: string[]) => string[] {
  const { container, ssh } = options;
  if (container !== undefined) return (argv) => ['docker', 'exec', '-i', container, ...argv];
  // ssh hands one line to the shell over there: every argument goes in quotes.
  if (ssh !== undefined) return (argv) => ['ssh', '-o', 'BatchMode=yes', ssh, argv.map(quote).join(' ')];
  return (argv) => argv;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
