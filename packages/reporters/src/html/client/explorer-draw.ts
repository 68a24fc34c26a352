/** Draws one panel of the explorer: what does not follow the pointer goes to a layer of its own. Runs in the page. */
export const EXPLORER_DRAW: string = String.raw`
const DASHES = [[], [7, 3], [2, 3]];

function frameOf({ canvas }) {
  const width = canvas.clientWidth, height = canvas.clientHeight;
  return { width, height, right: width - RIGHT, bottom: height - BOTTOM, ratio: devicePixelRatio || 1 };
}

function rangeOf({ key, clock, scale }, { data, hidden, from, to }) {
  let lo = Infinity, hi = -Infinity;
  data.series.forEach((one, index) => {
    if (hidden.has(index)) return;
    const ts = one[clock], values = one[key];
    const end = lowerBound(ts, to + 1e-9);
    // The steep climb of the warm-up would flatten everything after it: it counts only when nothing else is in view.
    for (let at = lowerBound(ts, to > 0 ? Math.max(from, 0) : from); at < end; at += 1) {
      const value = values[at];
      if (value === null) continue;
      if (value < lo) lo = value;
      if (value > hi) hi = value;
    }
  });
  if (lo > hi) return [0, 1];
  const pad = hi > lo ? (hi - lo) * 0.08 : Math.abs(hi) * 0.02 || 1;
  const fromZero = key !== 'anonymous' && key !== 'uss';
  return [fromZero ? 0 : Math.max(0, lo - pad) * scale, (hi + pad) * scale];
}

function scalesOf(panel, view, frame) {
  const [lo, hi] = rangeOf(panel, view);
  return {
    lo, hi,
    px: (t) => LEFT + ((t - view.from) / (view.to - view.from)) * (frame.right - LEFT),
    py: (v) => frame.bottom - ((v - lo) / (hi - lo)) * (frame.bottom - TOP),
  };
}

function drawLayer(panel, view, color) {
  const frame = frameOf(panel), { width, height, right, bottom, ratio } = frame;
  const layer = panel.layer;
  layer.width = Math.round(width * ratio);
  layer.height = Math.round(height * ratio);
  const context = layer.getContext('2d');
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  const { lo, hi, px, py } = scalesOf(panel, view, frame);
  const { data, hidden } = view, full = data.domain;
  const box = (a, b, fill) => {
    const x = Math.max(LEFT, px(a)), end = Math.min(right, px(b));
    if (end > x) { context.fillStyle = fill; context.fillRect(x, TOP, end - x, bottom - TOP); }
  };
  box(full[0], 0, color('--warmup'));
  const shown = data.series.filter((_, index) => !hidden.has(index));
  context.globalAlpha = 1 / Math.max(1, shown.length);
  for (const one of shown) if (one.steady_from_s !== null) box(one.steady_from_s, full[1], color('--steady'));
  context.globalAlpha = 1;
  drawAxes(context, view, frame, { lo, hi, px, py }, color);
  context.save();
  context.beginPath(); context.rect(LEFT, TOP, right - LEFT, bottom - TOP); context.clip();
  for (const one of shown) drawEvents(context, one, view, frame, px, color);
  data.series.forEach((one, index) => {
    if (!hidden.has(index)) drawLine(context, panel, one, view, { px, py }, color);
  });
  context.restore();
}

function drawAxes(context, { data, from, to }, { right, bottom }, { lo, hi, px, py }, color) {
  context.font = '11px system-ui, sans-serif';
  context.fillStyle = color('--muted');
  context.strokeStyle = color('--line');
  context.lineWidth = 1;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const tick of ticksOf(lo, hi, 4)) {
    const y = Math.round(py(tick)) + 0.5;
    context.beginPath(); context.moveTo(LEFT, y); context.lineTo(right, y); context.stroke();
    context.fillText(String(tick), LEFT - 6, y);
  }
  context.textAlign = 'center';
  context.textBaseline = 'top';
  for (const tick of ticksOf(from / data.time.divisor, to / data.time.divisor, 8)) {
    context.fillText(String(tick), px(tick * data.time.divisor), bottom + 6);
  }
}

function drawEvents(context, one, { from, to, data }, { bottom }, px, color) {
  context.strokeStyle = context.fillStyle = color('--c' + (one.color % data.colors));
  context.lineWidth = 1;
  for (const { t, end } of one.events) {
    if (t > to || (end === null ? t : end) < from) continue;
    const x = Math.round(px(t)) + 0.5;
    context.setLineDash([4, 3]);
    context.beginPath(); context.moveTo(x, TOP); context.lineTo(x, bottom); context.stroke();
    context.setLineDash([]);
    if (end !== null && px(end) - x > 2) context.fillRect(x, TOP, px(end) - x, 3);
    context.beginPath(); context.moveTo(x - 5, TOP); context.lineTo(x + 5, TOP); context.lineTo(x, TOP + 8); context.fill();
  }
}

function drawLine(context, { key, clock, scale }, one, { from, to, data }, { px, py }, color) {
  const ts = one[clock], values = one[key];
  context.strokeStyle = color('--c' + (one.color % data.colors));
  context.setLineDash(one.steady ? [] : DASHES[1]);
  context.lineWidth = key === 'cpu' ? 1 : 1.5;
  context.beginPath();
  // Within one column of pixels only its first, lowest, highest and last point can be seen.
  let pen = false, column = NaN, first = 0, low = 0, high = 0, last = 0, x = 0;
  const flush = () => {
    if (Number.isNaN(column)) return;
    if (pen) context.lineTo(x, first); else context.moveTo(x, first);
    if (low !== first || high !== first) { context.lineTo(x, low); context.lineTo(x, high); context.lineTo(x, last); }
    pen = true;
    column = NaN;
  };
  const end = Math.min(ts.length, lowerBound(ts, to) + 1);
  for (let at = Math.max(0, lowerBound(ts, from) - 1); at < end; at += 1) {
    const value = values[at];
    if (value === null) { flush(); pen = false; continue; }
    const here = px(ts[at]), y = py(value * scale);
    if (Math.floor(here) !== column) { flush(); column = Math.floor(here); x = here; first = low = high = y; }
    low = Math.min(low, y);
    high = Math.max(high, y);
    last = y;
  }
  flush();
  context.stroke();
  context.setLineDash([]);
}

/** The layer, and on it what follows the pointer. */
function drawPanel(panel, view, { cursor, drag }, color) {
  const { canvas, context, layer } = panel;
  if (canvas.width !== layer.width) canvas.width = layer.width;
  if (canvas.height !== layer.height) canvas.height = layer.height;
  const { right, bottom, ratio } = frameOf(panel);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.drawImage(layer, 0, 0);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  const px = (t) => Math.min(right, Math.max(LEFT, LEFT + ((t - view.from) / (view.to - view.from)) * (right - LEFT)));
  if (drag) {
    const a = px(Math.min(drag.a, drag.b)), b = px(Math.max(drag.a, drag.b));
    context.globalAlpha = 0.2;
    context.fillStyle = color('--ink');
    context.fillRect(a, TOP, b - a, bottom - TOP);
    context.globalAlpha = 1;
  }
  if (cursor !== null && cursor >= view.from && cursor <= view.to) {
    context.strokeStyle = color('--ink');
    context.lineWidth = 1;
    context.beginPath(); context.moveTo(px(cursor), TOP); context.lineTo(px(cursor), bottom); context.stroke();
  }
}
`;
