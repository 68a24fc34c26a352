import type { LaneSummary } from '../model/summary.js';

/** What a verdict means for its reader. Only `better` may be green: "different" or "measured" is not good news. */
export type Tone = 'better' | 'worse' | 'caution' | 'neutral';

const WORSE = /\b(?:regressed|leak|suspected|failed|refused)\b/iu;
const NOT_WORSE = /\bno[ -]leak\b/iu;
const BETTER = /\bimproved\b/iu;
const CAUTION = /\b(?:unsettled|indeterminate|inconclusive|mixed|not comparable|partial|indicative)\b/iu;

/** The tone of a lane's verdict. */
export function verdictTone(summary: LaneSummary): Tone {
  if (summary.status === 'failed') return 'worse';
  const words = summary.verdict;
  if (WORSE.test(words) && !NOT_WORSE.test(words)) return 'worse';
  if (CAUTION.test(words) || summary.status === 'partial') return 'caution';
  return BETTER.test(words) ? 'better' : 'neutral';
}

/** The verdict as a sentence: the lane's headline, or the bare words when there is none. */
export function verdictSentence(summary: LaneSummary): string {
  return summary.headline.trim() === '' ? `${summary.lane}: ${summary.verdict}` : summary.headline;
}
