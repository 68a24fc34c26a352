/** Colours and type of every chart. */
export interface ChartTheme {
  readonly ink: string;
  readonly muted: string;
  readonly grid: string;
  readonly paper: string;
  readonly warmup: string;
}

/** Dark on white: for files, which are read on any background. */
export const paperTheme: ChartTheme = {
  ink: '#1b1b1b',
  muted: '#5c5c5c',
  grid: '#dcdcdc',
  paper: '#ffffff',
  warmup: '#8a8a8a',
};

/** Colours of the page the chart is put in: follows its light and dark mode. */
export const pageTheme: ChartTheme = {
  ink: 'var(--ink)',
  muted: 'var(--muted)',
  grid: 'var(--line)',
  paper: 'var(--card)',
  warmup: 'var(--muted)',
};

/**
 * Okabe and Ito's palette, told apart by colour-blind readers too (https://jfly.uni-koeln.de/color/), ordered so that
 * neighbours also differ in lightness and stay apart in grey.
 */
export const PALETTE = ['#0072B2', '#E69F00', '#009E73', '#CC79A7', '#56B4E9', '#D55E00'] as const;

/** The colour of the nth series. */
export function seriesColor(index: number): string {
  return PALETTE[((index % PALETTE.length) + PALETTE.length) % PALETTE.length] ?? PALETTE[0];
}

/** Marks what cannot be relied on, always together with a shape. */
export const DOUBT_COLOR = '#D55E00';

/** The bundled font first, so that a picture looks the same where nothing is installed. */
export const FONT_FAMILY = "'DejaVu Sans', Verdana, 'Segoe UI', Helvetica, Arial, sans-serif";
