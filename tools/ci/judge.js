// One step of a job: the run against this machine's baseline, into the history, and as the next baseline if asked.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { baselinePath, readRun } from '../../packages/baseline/dist/index.js';
import { addSummary, input, isOn, setOutput } from './action-files.js';
import { bench } from './bench.js';
import { gravest } from './exit-codes.js';

const runDir = input('MEDKIT_RUN_DIR') ?? '';
const measured = Number(input('MEDKIT_MEASURED') ?? '3');
const compare = input('MEDKIT_COMPARE') ?? 'auto';
const baseline = input('MEDKIT_BASELINE');
const codes = [measured];

if (!['auto', 'true', 'false'].includes(compare)) {
  console.error(`MEDKIT_COMPARE is '${compare}': it must be auto, true or false`);
  process.exit(2);
}
// A run that is not whole has figures that are missing for reasons of its own.
if (measured === 2 || measured === 130) {
  addSummary('The run was refused or interrupted: nothing is compared.');
} else {
  if (compare === 'true' || (compare === 'auto' && (await hasBaseline()))) {
    codes.push(
      bench([
        'compare',
        ...['--run', runDir],
        ...(baseline === null ? [] : ['--baseline', baseline]),
        ...(isOn('MEDKIT_STRICT') ? ['--strict'] : []),
        ...failOn(),
      ]),
    );
  } else if (compare === 'auto') {
    addSummary('No baseline yet: nothing is compared. `update-baseline` takes this run as the first one.');
  }
  const history = input('MEDKIT_HISTORY');
  if (history !== null) codes.push(bench(['history', '--import', runDir, '--store', path.resolve(history)]));
  if (isOn('MEDKIT_UPDATE_BASELINE')) {
    codes.push(
      bench(['update-baseline', '--run', runDir, ...(baseline === null ? [] : ['--output', baseline])]),
    );
  }
}
setOutput('exit-code', gravest(codes));

// The file's name follows from the machine that the run was taken on.
async function hasBaseline() {
  if (baseline !== null) return existsSync(baseline);
  try {
    return existsSync(baselinePath('baseline', (await readRun(runDir)).host));
  } catch {
    // What is wrong with the run, the comparison says.
    return true;
  }
}

// Lanes have words of their own, which a comparison would refuse.
function failOn() {
  const known = ['warn', 'inconclusive', 'improved', 'within-noise'];
  const words = (input('MEDKIT_FAIL_ON') ?? '').split(',').map((word) => word.trim().toLowerCase());
  const own = words.filter((word) => known.includes(word));
  return own.length === 0 ? [] : ['--fail-on', own.join(',')];
}
