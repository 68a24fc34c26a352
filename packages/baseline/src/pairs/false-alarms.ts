import { type Compared, judgeFamily } from '../compare/judge-metrics.js';
import { weighSample } from '../compare/judge-sample.js';
import type { MetricRow } from '../compare/metric-row.js';
import { ruleOf } from '../compare/metric-rules.js';
import type { SampleMetric } from '../model/metric-record.js';
import { middle } from '../run/middle.js';
import type { Part } from '../run/summary-parts.js';
import type { CompareBuildsOptions } from './compare-builds.js';
import { type CellPair, type PairedMetric, pairedMetrics, usedPairs } from './paired-metrics.js';
import { type PairOfFigures, weighPairs } from './weigh-pairs.js';

/** How often a gate fired where nothing had changed. */
export interface FalseAlarmCount {
  /** Comparisons of the build with itself, and those in which a gated metric warned or regressed. */
  comparisons: number;
  alarms: number;
  /** Null when nothing could be compared. */
  rate: number | null;
  /** Instances on each side of a comparison. */
  repeats: number;
}

/** False alarms on one host, counted over instances of one build. */
export interface FalseAlarms {
  /** The paired gate, over every way to call one member of each pair the first build (at most 1024 of them). */
  paired: FalseAlarmCount;
  /** The gate that compares two runs one after the other, over every two stretches that do not overlap. */
  one_after_the_other: FalseAlarmCount;
}

const MOST_LABELLINGS = 1024;
const LEAST_REPEATS = 3;

/**
 * Counts the alarms that the two gates would have raised on instances of one and the same build.
 * @param inOrder all cells in the order in which they ran
 */
export function falseAlarms(
  pairs: readonly CellPair[],
  inOrder: readonly Part[],
  options: CompareBuildsOptions,
): FalseAlarms {
  const load = options.load ?? null;
  const used = usedPairs(pairs).pairs;
  return {
    paired: pairedAlarms(gatedOf(pairedMetrics(used, load), options), used.length, options),
    one_after_the_other: stretches(used, inOrder, options),
  };
}

function gatedOf(metrics: readonly PairedMetric[], { profile }: CompareBuildsOptions): PairedMetric[] {
  return metrics.filter((one) => ruleOf(one.metric, profile?.metrics ?? {}).gate);
}

function pairedAlarms(
  metrics: readonly PairedMetric[],
  pairs: number,
  options: CompareBuildsOptions,
): FalseAlarmCount {
  // With fewer than two pairs there is no test to fire.
  if (pairs < 2 || metrics.length === 0) return { comparisons: 0, alarms: 0, rate: null, repeats: pairs };
  let alarms = 0;
  const labellings = labellingsOf(pairs);
  for (const swapped of labellings) {
    const found = metrics.map((one) => {
      const relabelled = one.pairs.map((pair, i) => (swapped(i) ? { a: pair.b, b: pair.a } : pair));
      return compared(
        one,
        relabelled,
        options,
        weighPairs(relabelled, options.statistics, levelsOf(options)),
      );
    });
    if (alarmed(judgeFamily(found, options.statistics, levelsOf(options)))) alarms += 1;
  }
  return counted(labellings.length, alarms, pairs);
}

/** Every labelling of so many pairs, or an evenly spread choice of them where there are too many. */
function labellingsOf(pairs: number): ((pair: number) => boolean)[] {
  const all = 2 ** Math.min(pairs, 30);
  const count = Math.min(all, MOST_LABELLINGS);
  return Array.from({ length: count }, (_, i) => {
    if (all <= MOST_LABELLINGS) return (pair: number) => ((i >> pair) & 1) === 1;
    // A multiplier of full period scatters the labellings without leaving the count to chance.
    let bits = Math.imul(i + 1, 0x9e3779b1) >>> 0;
    const swaps = Array.from({ length: pairs }, () => {
      bits = (Math.imul(bits, 1_664_525) + 1_013_904_223) >>> 0;
      return bits >>> 31 === 1;
    });
    return (pair: number) => swaps[pair] === true;
  });
}

function stretches(
  used: readonly CellPair[],
  inOrder: readonly Part[],
  options: CompareBuildsOptions,
): FalseAlarmCount {
  const kept = new Set(used.flatMap(({ a, b }) => [a, b]));
  const cells = inOrder.filter((cell) => kept.has(cell));
  const repeats = Math.max(LEAST_REPEATS, Math.floor(cells.length / 3));
  let [comparisons, alarms] = [0, 0];
  for (let i = 0; i + 2 * repeats <= cells.length; i += 1) {
    for (let j = i + repeats; j + repeats <= cells.length; j += 1) {
      comparisons += 1;
      const sides = Array.from({ length: repeats }, (_, k) => ({ a: cells[i + k]!, b: cells[j + k]! }));
      if (alarmed(unpaired(gatedOf(pairedMetrics(sides, options.load ?? null), options), options))) {
        alarms += 1;
      }
    }
  }
  return counted(comparisons, alarms, repeats);
}

function unpaired(metrics: readonly PairedMetric[], options: CompareBuildsOptions): MetricRow[] {
  const { statistics } = options;
  const found = metrics.map((one) => {
    const [before, after] = [sampleOf(one.pairs, 'a'), sampleOf(one.pairs, 'b')];
    return compared(one, one.pairs, options, weighSample(before, after, statistics, levelsOf(options)));
  });
  return judgeFamily(found, statistics, levelsOf(options));
}

function compared(
  { metric, lane }: PairedMetric,
  pairs: readonly PairOfFigures[],
  { profile }: CompareBuildsOptions,
  evidence: Compared['evidence'],
): Compared {
  const rule = ruleOf(metric, profile?.metrics ?? {});
  return { lane, metric, before: sampleOf(pairs, 'a'), after: sampleOf(pairs, 'b'), rule, evidence };
}

function sampleOf(pairs: readonly PairOfFigures[], side: 'a' | 'b'): SampleMetric {
  const values = pairs.map((pair) => pair[side]);
  return { kind: 'sample', values, median: middle(values) };
}

function levelsOf({ level = 0.95, power = 0.8 }: CompareBuildsOptions): { level: number; power: number } {
  return { level, power };
}

function alarmed(rows: readonly MetricRow[]): boolean {
  return rows.some((row) => row.gated && (row.verdict === 'regressed' || row.verdict === 'warn'));
}

function counted(comparisons: number, alarms: number, repeats: number): FalseAlarmCount {
  return { comparisons, alarms, rate: comparisons === 0 ? null : alarms / comparisons, repeats };
}
