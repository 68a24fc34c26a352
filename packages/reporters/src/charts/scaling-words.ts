import { plain, showInterval } from '../format/number.js';
import type { LaneSummary } from '../model/summary.js';
import { marginalPhrase } from '../results/scaling-table.js';
import { plainLine } from '../text/plain-line.js';
import type { LegendItem } from './figure.js';
import { areaGlyph, dotGlyph, doubtGlyph, failedGlyph, intervalGlyph, lineGlyph } from './legend-glyphs.js';
import { missingPoints, scalingPoints, usesQuartiles } from './scaling-data.js';
import type { Scene } from './scaling-scene.js';
import { DASHES, mainMetric, rateName } from './scaling-scene.js';
import { DOUBT_COLOR, seriesColor } from './theme.js';

/** Exponent and marginal cost in words, above the main panel. */
export function growthNotes(scene: Scene, growth: 'growth_anonymous' | 'growth'): readonly string[] {
  return (scene.summary.fits ?? []).flatMap((fit) => {
    const of = fit[growth];
    const rate = scene.rates.length > 1 ? `${rateName(fit.refresh_ms ?? null)}: ` : '';
    const exponent = showInterval(of?.exponent ?? null, of?.lo ?? null, of?.hi ?? null, plain);
    const cost = marginalPhrase(fit);
    return [
      plainLine(`${rate}growth ${of?.verdict ?? 'unknown'}, exponent k = ${exponent}`, 90),
      ...(cost === null ? [] : [`${rate}one more entity costs ${cost}`]),
    ];
  });
}

/** The signs that the figure uses. */
export function legendOf(scene: Scene): LegendItem[] {
  const { summary, theme, rates } = scene;
  const points = scalingPoints(summary, 'uss_kib', 1);
  const items: LegendItem[] = [
    { glyph: dotGlyph(seriesColor(scene.theme, 0)), text: 'median of steady repeats' },
  ];
  const quartiles = usesQuartiles(summary, 'uss_kib');
  if (points.some((point) => point.lo !== null)) {
    items.push({
      glyph: intervalGlyph(seriesColor(scene.theme, 0)),
      text: quartiles ? 'quartiles (too few repeats for an interval)' : '95 % interval',
    });
  }
  if (points.some((point) => !point.reliable)) {
    items.push({ glyph: doubtGlyph(theme.ink, theme.paper), text: 'unreliable: repeats not steady' });
  }
  if (missingPoints(summary, 'uss_kib').length > 0) {
    items.push({ glyph: failedGlyph(DOUBT_COLOR), text: 'not measured' });
  }
  if ((summary.fits ?? []).length > 0) {
    if (rates.length < 2) items.push({ glyph: lineGlyph(seriesColor(scene.theme, 0)), text: 'fit' });
    const closed = (summary.fits ?? []).some(
      (fit) => (fit.ci_lo ?? fit[mainMetric(summary).growth]?.lo ?? null) !== null,
    );
    if (closed) {
      items.push({
        glyph: areaGlyph(seriesColor(scene.theme, 0), 0.18),
        text: 'fits with the exponent at either end of its 95 % interval',
      });
    }
  }
  for (const [rate, refreshMs] of rates.entries()) {
    if (rates.length < 2) break;
    items.push({
      glyph: lineGlyph(seriesColor(scene.theme, rate), DASHES[rate % DASHES.length]),
      text: `refresh ${rateName(refreshMs)}`,
    });
  }
  return items;
}

/** What stands below the figure. */
export function notesOf(summary: LaneSummary): string[] {
  const fits = summary.fits ?? [];
  const bare = scalingPoints(summary, 'uss_kib', 1).filter((point) => point.lo === null).length;
  const verdicts = fits.map((fit) => {
    const rate = fits.length > 1 ? `${rateName(fit.refresh_ms ?? null)}: ` : '';
    const exponent = showInterval(fit.exponent ?? null, fit.ci_lo ?? null, fit.ci_hi ?? null, plain);
    return `${rate}${fit.verdict ?? 'unknown'}, ${exponent}`;
  });
  return [
    'Left: growth on a fixed base, y = base + b·n^k; the memory axis does not start at zero.',
    ...(bare > 0
      ? [`${bare} points without an error bar: fewer than two repeats, so no spread is known.`]
      : []),
    ...(verdicts.length > 0
      ? [`Upper right: the log-log fit of the total (${verdicts.join('; ')}), which a fixed base flattens.`]
      : []),
  ];
}

/** The picture in words. */
export function altText(summary: LaneSummary): string {
  const metric = mainMetric(summary);
  const fits = (summary.fits ?? []).map((fit) => {
    const of = fit[metric.growth];
    return `at refresh ${rateName(fit.refresh_ms ?? null)} growth is ${of?.verdict ?? 'unknown'} with exponent ${showInterval(of?.exponent ?? null, of?.lo ?? null, of?.hi ?? null, plain)}, log-log says ${fit.verdict ?? 'unknown'}`;
  });
  const doubtful = scalingPoints(summary, metric.key, 1).filter((point) => !point.reliable).length;
  const missing = missingPoints(summary, metric.key).length;
  return `Points of ${metric.name}, USS and CPU against the number of entities, with error bars and fitted curves: ${fits.join('; ') || 'no fit'}. ${doubtful} points unreliable, ${missing} not measured. Verdict: ${summary.verdict}.`;
}
