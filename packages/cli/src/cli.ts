import { EXIT } from './errors.js';
import { main } from './main.js';

const stop = new AbortController();
let asked = 0;

// The first signal tears everything down in order; the third does not wait any longer.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    asked += 1;
    stop.abort();
    if (asked >= 3) process.exit(130);
  });
}

// Whoever reads our output may stop reading, and the disk it goes to may be full: no run ends of it. Output that
// was wanted and is lost is told by the exit code; a reader that left (EPIPE) did not want it.
let lost: NodeJS.ErrnoException | null = null;
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') lost = error;
});
process.stderr.on('error', () => undefined);
process.on('exit', (code) => {
  if (lost === null || code !== EXIT.ok) return;
  process.exitCode = EXIT.refused;
  process.stderr.write(
    `error: standard output could not be written: ${lost.message}; files of a run are whole\n  next: free some space, then \`medkit-bench report\` prints a run again\n`,
  );
});

process.exitCode = await main(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  signal: stop.signal,
});
