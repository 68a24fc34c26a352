import type * as PlotModule from '@observablehq/plot';

/** Observable Plot and the document it draws in. */
export interface PlotContext {
  readonly Plot: typeof PlotModule;
  readonly document: Document;
}

let loading: Promise<PlotContext> | undefined;

/** Loads Plot and jsdom on first use: together they cost over half a second, which text reports need not pay. */
export function loadPlot(): Promise<PlotContext> {
  loading ??= Promise.all([import('@observablehq/plot'), import('jsdom')]).then(([Plot, { JSDOM }]) => ({
    Plot,
    document: new JSDOM('').window.document,
  }));
  return loading;
}
