import { main, type Surroundings } from './command/main.js';
import { PACKAGE_VERSION } from './version.js';

type Cause = Parameters<Parameters<Surroundings['onInterrupt']>[0]>[0];

let interrupt: (cause: Cause) => void = (cause) => process.exit(cause === 'EPIPE' ? 0 : 130);
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') {
    process.stderr.write(`proc-sampler: cannot write standard output: ${error.message}\n`);
    process.exit(2);
  }
  interrupt('EPIPE');
});
process.on('SIGINT', () => interrupt('SIGINT'));
process.on('SIGTERM', () => interrupt('SIGTERM'));

const surroundings: Surroundings = {
  stdout: {
    write: (text) => void process.stdout.write(text),
    close: () => undefined,
    isTerminal: process.stdout.isTTY && process.env['TERM'] !== 'dumb',
    get columns() {
      // Some terminals say 0 when they do not know.
      return process.stdout.columns || 80;
    },
  },
  stderr: { write: (text) => void process.stderr.write(text) },
  version: PACKAGE_VERSION,
  onInterrupt(callback) {
    const before = interrupt;
    interrupt = callback;
    return () => {
      interrupt = before;
    };
  },
};

// No top-level await: the single-file executable is CommonJS.
void main(process.argv.slice(2), surroundings).then((code) => {
  process.exitCode = code;
});
