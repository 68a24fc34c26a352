/** Colours and type of every chart. */
export interface ChartTheme {
  readonly ink: string;
  readonly muted: string;
  readonly grid: string;
  readonly paper: string;
  readonly warmup: string;
  /** Colours of series, in order. */
  readonly palette: readonly string[];
}

/**
 * Okabe and Ito's palette, told apart by colour-blind readers too (https://jfly.uni-koeln.de/color/), ordered so that
 * neighbours also differ in lightness and stay apart in grey.
 */
export const PALETTE = ['#0072B2', '#E69F00', '#009E73', '#CC79A7', '#56B4E9', '#D55E00'] as const;

/** The same order lightened for a dark page, where the deep blue would sink. */
export const DARK_PALETTE = ['#4f9dff', '#E69F00', '#2fc79a', '#e08cba', '#a9dcf5', '#ff8a4a'] as const;

/** Dark on white: for files, which are read on any background. */
export const paperTheme: ChartTheme = {
  ink: '#1b1b1b',
  muted: '#5c5c5c',
  grid: '#dcdcdc',
  paper: '#ffffff',
  warmup: '#8a8a8a',
  palette: PALETTE,
};

/** Colours of the page the chart is put in: follows its light and dark mode. */
export const pageTheme: ChartTheme = {
  ink: 'var(--ink)',
  muted: 'var(--muted)',
  grid: 'var(--line)',
  paper: 'var(--card)',
  warmup: 'var(--muted)',
  palette: PALETTE.map((_, index) => `var(--c${index})`),
};

/** The colour of the nth series. */
export function seriesColor(theme: ChartTheme, index: number): string {
  const { palette } = theme;
  return palette[((index % palette.length) + palette.length) % palette.length] ?? theme.ink;
}

/** Marks what cannot be relied on, always together with a shape. */
export const DOUBT_COLOR = '#D55E00';

/** The bundled font first, so that a picture looks the same where nothing is installed. */
export const FONT_FAMILY = "'DejaVu Sans', Verdana, 'Segoe UI', Helvetica, Arial, sans-serif";
