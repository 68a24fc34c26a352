import type { Markish, PlotOptions } from '@observablehq/plot';
import type { PlotContext } from './plot-loader.js';
import type { ChartTheme } from './theme.js';

/** A panel's frame and scales; the marks come on top of its grid. */
export interface PanelSpec {
  readonly width: number;
  readonly height: number;
  readonly x: NonNullable<PlotOptions['x']>;
  readonly y: NonNullable<PlotOptions['y']>;
  readonly marks: readonly Markish[];
  readonly marginLeft?: number;
  readonly marginRight?: number;
  readonly marginTop?: number;
  readonly marginBottom?: number;
}

/** Text of 11 px, a light grid and room for labels: the same in every panel. */
export function drawPanel(context: PlotContext, theme: ChartTheme, spec: PanelSpec): Element {
  const { ticks } = spec.y;
  return context.Plot.plot({
    document: context.document,
    // Fixed, so that no generated class name enters the file; the style sheet it stands for is dropped.
    className: 'medkit',
    width: spec.width,
    height: spec.height,
    marginLeft: spec.marginLeft ?? 52,
    marginRight: spec.marginRight ?? 16,
    marginTop: spec.marginTop ?? 30,
    marginBottom: spec.marginBottom ?? 40,
    x: { ...spec.x },
    y: { grid: false, ...spec.y },
    marks: [
      // The grid does not read the axis's ticks by itself.
      context.Plot.gridY({ stroke: theme.grid, strokeOpacity: 1, ...(ticks === undefined ? {} : { ticks }) }),
      ...spec.marks,
    ],
  });
}
