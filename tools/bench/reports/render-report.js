// Runs `medkit-bench report` on a run's folder in a process of its own and says what that took.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const BIN = path.resolve(import.meta.dirname, '../../../packages/cli/bin/medkit-bench.js');
const TELL =
  "data:text/javascript,process.on('exit',()=>process.stderr.write('peak-kib='+process.resourceUsage().maxRSS))";

/** Wall time (s) and peak memory (MiB) of writing every report of a run. */
export function renderReport(runDir) {
  return timedOnRun('report', runDir);
}

/** Wall time (s) and peak memory (MiB) of a command on a run, in a process of its own. */
export function timedOnRun(command, runDir) {
  const startMs = performance.now();
  const { status, signal, stderr, stdout } = spawnSync(
    process.execPath,
    ['--import', TELL, BIN, command, path.basename(runDir), '--results-dir', path.dirname(runDir), '--quiet'],
    { encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  const wallS = (performance.now() - startMs) / 1000;
  if (status !== 0) throw new Error(`${command} ended with ${status ?? signal}: ${stderr}${stdout}`);
  return { wallS, peakMib: Number(/peak-kib=(\d+)/.exec(stderr)?.[1]) / 1024 };
}
