// One step of a job: lanes one after another into one run folder. A gate that fires does not stop the lanes after it;
// the exit code is handed on, so that the run can be kept and compared before the job fails.
import { mkdtempSync, readFileSync, existsSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { addSummary, input, isOn, setOutput } from './action-files.js';
import { bench } from './bench.js';
import { gravest } from './exit-codes.js';

const results = path.resolve(input('MEDKIT_RESULTS') ?? 'medkit-results');
const run = input('MEDKIT_RUN') ?? 'ci';
const lanes = (input('MEDKIT_LANES') ?? 'footprint').split(/[\s,]+/).filter((lane) => lane !== '');
const failOn = input('MEDKIT_FAIL_ON');
const flags = [
  ...['--profile', input('MEDKIT_PROFILE') ?? 'reference'],
  ...['--results-dir', results, '--run-dir', run],
  ...(isOn('MEDKIT_QUICK') ? ['--quick'] : []),
  ...(isOn('MEDKIT_STRICT') ? ['--strict'] : []),
  ...(failOn === null ? [] : ['--fail-on', failOn]),
  ...(input('MEDKIT_ARGS') ?? '')
    .split('\n')
    .map((word) => word.trim())
    .filter((word) => word !== ''),
];

const scratch = mkdtempSync(path.join(os.tmpdir(), 'medkit-ci-'));
const codes = [];
try {
  for (const lane of lanes) {
    const page = path.join(scratch, `${lane}.md`);
    const code = bench([lane, ...flags, '--export', `github=${page}`]);
    codes.push(code);
    if (existsSync(page)) addSummary(readFileSync(page, 'utf8'));
    else addSummary(`**${lane}** came to no result (exit code ${code}); the log says why.`);
    if (code === 130) break;
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
const runDir = path.join(results, run);
if (existsSync(runDir)) setOutput('run-dir', runDir);
setOutput('exit-code', gravest(codes));
