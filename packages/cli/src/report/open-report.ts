import { spawn } from 'node:child_process';
import { badInput } from '../errors.js';

/** The program that opens a file for whoever sits at this machine. */
export function openerOf(platform: NodeJS.Platform): string {
  return platform === 'darwin' ? 'open' : 'xdg-open';
}

/**
 * Opens a file in the program that shows it, and does not wait for that to end.
 * @throws BenchError (exit 2) when this machine has no such program
 */
export function openFile(file: string, opener = openerOf(process.platform)): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(opener, [file], { stdio: 'ignore', detached: true });
    child.once('error', (error) =>
      reject(badInput(`${opener} could not be started: ${error.message}`, `open ${file} yourself`)),
    );
    child.once('spawn', () => {
      child.unref();
      resolve();
    });
  });
}
