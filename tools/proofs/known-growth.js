// Does the scaling lane find growth laws that are known by construction?
// Usage: node tools/proofs/known-growth.js [exponent ...]   (default 0.5 1 1.5 2)
import { measure, printTable, withResults } from './bench.js';

// Bytes per entity^k, chosen so that memory about doubles over 10 to 250 entities on the 50 MiB base.
const COEFFICIENT = { 0.5: 3_300_000, 1: 204_800, 1.5: 13_000, 2: 820 };
const WORD = { 0.5: 'sub-linear', 1: 'linear', 1.5: 'super-linear', 2: 'super-linear' };

const asked = process.argv.slice(2).map(Number);
const exponents = asked.length > 0 ? asked : [0.5, 1, 1.5, 2];

const rows = [];
let misses = 0;
await withResults(async (dir) => {
  for (const k of exponents) {
    const summary = await measure(
      'scaling',
      [
        '--quick',
        '--repeats',
        '3',
        '--set',
        `reference.entity_exponent=${k}`,
        '--set',
        `reference.bytes_per_entity=${COEFFICIENT[k]}`,
      ],
      dir,
      `k${k}`,
    );
    const [fit] = summary.fits;
    const growth = fit.growth_anonymous;
    const holds = growth.lo <= k && k <= growth.hi;
    const right = growth.verdict === WORD[k];
    if (!holds || !right) misses += 1;
    rows.push([
      k,
      `${growth.verdict}${right ? '' : ' WRONG'}`,
      `${growth.exponent.toFixed(3)} [${growth.lo.toFixed(3)}, ${growth.hi.toFixed(3)}]`,
      holds ? 'yes' : 'NO',
      `${fit.verdict} ${fit.exponent.toFixed(2)} [${fit.ci_lo?.toFixed(2)}, ${fit.ci_hi?.toFixed(2)}]`,
    ]);
  }
});
printTable(['true exponent', 'growth verdict', 'exponent [95 %]', 'holds the truth', 'log-log rule'], rows);
process.exit(misses === 0 ? 0 : 1);
