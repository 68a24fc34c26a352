// Does the fault lane recover what a burst of faults is known to cost?
// Usage: node tools/proofs/known-bursts.js [--faults 1,2,4,8,16] [--window-s 14]
//
// The reference gateway captures two faults at a time, each 8 MiB for one second, and has one writer of recordings that
// is busy for a second: N faults peak at min(N, 2) captures, last ceil(N / 2) seconds and leave one recording.
import { parseArgs } from 'node:util';
import { measure, printTable, withResults } from './bench.js';

const { values } = parseArgs({
  options: {
    faults: { type: 'string', default: '1,2,4,8,16' },
    'window-s': { type: 'string', default: '14' },
  },
});
const CAPTURE_KIB = 8192;
const CAPTURE_S = 1;
const INTERVAL_S = 0.2;
const MOST_SPREAD_MS = 50;
const args = ['--quick', '--faults', values.faults, '--pre-s', '3', '--window-s', values['window-s']];

const rows = [];
let misses = 0;
function check(what, known, measured, within, unit) {
  const pass = measured !== null && Math.abs(measured - known) <= within;
  if (!pass) misses += 1;
  const shown = measured === null ? 'unknown' : Number(measured.toFixed(3));
  rows.push([what, `${known} ${unit}`, `${shown} ${unit}`, `${within} ${unit}`, pass ? 'pass' : 'MISS']);
}

await withResults(async (dir) => {
  const { rows: bursts } = await measure('fault', args, dir, 'bursts');
  for (const { mode, faults, subjects, recordings, confirmed, spread_ms_max: spreadMs } of bursts) {
    const name = `${mode}, ${faults} faults`;
    const { main } = subjects;
    const peak = Math.min(faults, 2) * CAPTURE_KIB;
    check(`${name}: peak`, peak, main.peak_rise_kib_median, peak * 0.03, 'KiB');
    const durationS = Math.ceil(faults / 2) * CAPTURE_S;
    check(`${name}: capture`, durationS, main.capture_duration_s_median, INTERVAL_S, 's');
    check(`${name}: recovered`, 1, Number(main.recovered === 'yes'), 0, '');
    check(`${name}: confirmed`, faults, confirmed, 0, '');
    check(`${name}: recordings`, mode === 'rosbag' ? 1 : 0, recordings, 0, '');
    check(`${name}: spread of starts`, 0, spreadMs, MOST_SPREAD_MS, 'ms');
  }
  const kept = ['--set', `reference.capture_retain_bytes=${CAPTURE_KIB * 1024}`, '--modes', 'data'];
  const { rows: leaky } = await measure('fault', [...args, ...kept, '--faults', '2'], dir, 'kept');
  for (const { subjects } of leaky) {
    check('2 faults that keep 8 MiB each: not recovered', 1, Number(subjects.main.recovered === 'no'), 0, '');
    check(
      '2 faults that keep 8 MiB each: residual',
      2 * CAPTURE_KIB,
      subjects.main.residual_kib_median,
      500,
      'KiB',
    );
  }
});
printTable(['what', 'known', 'measured', 'allowed', 'result'], rows);
console.log(`${rows.length - misses} of ${rows.length} found again`);
process.exit(misses === 0 ? 0 : 1);
