import { memory, showValue, UNKNOWN } from '../format/number.js';
import { readKey, readList, readNumber, readText } from '../model/read-value.js';
import type { LaneSummary } from '../model/summary.js';
import { placeOf } from '../results/site-tables.js';
import { plainLine } from '../text/plain-line.js';
import { memoryAxisUnit } from './axis-unit.js';
import { drawPanel } from './panel.js';
import type { PlotContext } from './plot-loader.js';
import type { ChartTheme } from './theme.js';
import { seriesColor } from './theme.js';

const ROW_HEIGHT = 24;
const FRAME = 74;
/** More bars than this are a table's work. */
const MOST_BARS = 12;
const LABEL_WIDTH = 330;
const LABEL_CHARACTERS = 46;
/** Room beside the longest bar for its value. */
const VALUE_SHARE = 1.22;

/** One call site as a bar; bytes. */
export interface SiteBar {
  readonly label: string;
  /** What stood there before, where two sizes are compared. */
  readonly before: number;
  readonly bytes: number;
  /** Is it growth between two sizes? */
  readonly grown: boolean;
  /** Colour number; that of its kind where records have one. */
  readonly color: number;
  /** 0 to 1; of all that is drawn, never of a kind. */
  readonly share: number | null;
  /** Without symbols its name is an address. */
  readonly resolved: boolean;
}

/** Bars and what they show. */
export interface SiteBars {
  /** Axis label, without the unit. */
  readonly of: string;
  readonly bars: readonly SiteBar[];
  /** Sites that are in the table only. */
  readonly left: number;
}

/** The sites at a path of a summary as bars, the largest first; those of nothing are left out. */
export function siteBars(
  summary: LaneSummary,
  path: readonly [string] | readonly [string, string],
  of: string,
): SiteBars {
  const [first, second] = path;
  const sites = second === undefined ? readList(summary, first) : readList(readKey(summary, first), second);
  const grown = first === 'growth';
  const all = sites.flatMap((site): SiteBar[] => {
    const bytes = readNumber(site, grown ? 'grown_bytes' : 'bytes');
    if (bytes === null || bytes <= 0) return [];
    const kind = readText(site, 'kind');
    return [
      {
        label: plainLine(
          `${kind === null ? '' : `${kind}: `}${readText(site, 'function') ?? UNKNOWN} (${placeOf(site)})`,
          LABEL_CHARACTERS,
        ),
        before: grown ? (readNumber(site, 'bytes_before') ?? 0) : 0,
        bytes,
        grown,
        color: kind === null ? 0 : kindColor(kind),
        share: kind === null ? readNumber(site, 'share') : null,
        resolved: readKey(site, 'resolved') !== false,
      },
    ];
  });
  return { of, bars: all.slice(0, MOST_BARS), left: Math.max(0, all.length - MOST_BARS) };
}

/** What is lost for good stands out from what valgrind is less sure of, and that from what is merely not freed. */
export const KIND_COLORS: readonly {
  readonly kind: string;
  readonly color: number;
  readonly text: string;
}[] = [
  { kind: 'definite', color: 5, text: 'definitely lost' },
  { kind: 'indirect', color: 1, text: 'indirectly lost' },
  { kind: 'possible', color: 3, text: 'possibly lost' },
  { kind: 'reachable', color: 4, text: 'still reachable' },
];

function kindColor(kind: string): number {
  return KIND_COLORS.find((one) => one.kind === kind)?.color ?? 0;
}

/** How high a panel of these bars is. */
export function siteBarsHeight({ bars }: SiteBars): number {
  return bars.length * ROW_HEIGHT + FRAME;
}

/** Draws the bars, each with its value and share; what stood there before comes first, paler. */
export function siteBarsPanel(
  context: PlotContext,
  theme: ChartTheme,
  plan: SiteBars,
  width: number,
): Element {
  const { Plot } = context;
  const { bars, of } = plan;
  const mostKib = Math.max(...bars.map((bar) => bar.before + bar.bytes)) / 1024;
  const unit = memoryAxisUnit(mostKib);
  const scaled = (bytes: number): number => bytes / 1024 / unit.divisor;
  const rows = bars.map((bar, at) => ({
    ...bar,
    at: String(at),
    from: scaled(bar.before),
    to: scaled(bar.before + bar.bytes),
  }));
  const color = (row: SiteBar): string => seriesColor(theme, row.color);
  return drawPanel(context, theme, {
    width,
    height: siteBarsHeight(plan),
    marginLeft: LABEL_WIDTH,
    marginRight: 24,
    x: {
      domain: [0, scaled(mostKib * 1024) * VALUE_SHARE],
      label: `${of} (${unit.name}) →`,
      labelAnchor: 'right',
    },
    y: {
      type: 'band',
      padding: 0.3,
      domain: rows.map((row) => row.at),
      label: null,
      tickFormat: (at: string) => rows[Number(at)]?.label ?? '',
      tickSize: 0,
    },
    marks: [
      Plot.barX(
        rows.filter((row) => row.from > 0),
        { x1: 0, x2: 'from', y: 'at', fill: theme.grid, stroke: theme.muted },
      ),
      Plot.barX(rows, {
        x1: 'from',
        x2: 'to',
        y: 'at',
        fill: color,
        fillOpacity: (row: SiteBar) => (row.resolved ? 1 : 0.35),
        stroke: color,
      }),
      Plot.text(rows, {
        x: 'to',
        y: 'at',
        text: valueText,
        textAnchor: 'start',
        dx: 6,
        fill: theme.ink,
        fontSize: 11,
        // The grid must not strike the figure out.
        stroke: theme.paper,
        strokeWidth: 5,
      }),
      Plot.ruleX([0], { stroke: theme.ink, strokeWidth: 1.2 }),
    ],
  });
}

function valueText({ bytes, grown, share }: SiteBar): string {
  const of = share === null ? '' : `, ${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
  return `${grown ? '+' : ''}${showValue(bytes / 1024, memory)}${of}`;
}
