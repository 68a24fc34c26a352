/** Margins and ticks of what is drawn on a canvas. Runs in the page. */
export const PLOT_FRAME: string = String.raw`
const LEFT = 58, RIGHT = 10, TOP = 8, BOTTOM = 22;

function ticksOf(lo, hi, most) {
  const rough = (hi - lo) / most;
  if (!(rough > 0)) return [];
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = size * [1, 2, 5, 10].find((factor) => factor * size >= rough);
  const ticks = [];
  for (let at = Math.ceil(lo / step); at * step <= hi; at += 1) ticks.push(+(at * step).toPrecision(12));
  return ticks;
}
`;
