/**
 * The time series of a lane on one clock: panels share the view and the cursor; drag to zoom, double click to reset,
 * arrow keys, +, - and 0 from the keyboard. Canvas, so that redrawing while brushing costs little. Runs in the page.
 */
export const EXPLORER: string = String.raw`
const DASHES = [[], [7, 3], [2, 3]];
function lowerBound(ts, t) {
  let from = 0, to = ts.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (ts[middle] < t) from = middle + 1; else to = middle;
  }
  return from;
}

function nearest(ts, t) {
  const at = lowerBound(ts, t);
  if (at === 0) return 0;
  return at === ts.length || t - ts[at - 1] < ts[at] - t ? at - 1 : at;
}

function explore(root) {
  const data = JSON.parse(document.getElementById(root.dataset.source).textContent);
  const panels = [...root.querySelectorAll('canvas')].map((canvas) => ({
    canvas, context: canvas.getContext('2d'), ...data.columns[+canvas.dataset.column],
  }));
  const readout = root.querySelector('.readout tbody');
  const clock = root.querySelector('.clock');
  const hidden = new Set();
  const full = data.domain;
  let [from, to] = full;
  let cursor = null, drag = null, queued = false;

  const redraw = () => {
    if (queued) return;
    queued = true;
    requestAnimationFrame(() => {
      queued = false;
      panels.forEach((panel, index) => draw(panel, index === panels.length - 1));
      tell();
    });
  };
  const zoom = (a, b) => {
    const least = (full[1] - full[0]) / 5000;
    if (b - a < least) return;
    from = Math.max(full[0], a);
    to = Math.min(full[1], b);
    redraw();
  };
  const about = (factor) => {
    const middle = cursor === null ? (from + to) / 2 : cursor;
    zoom(middle - (middle - from) * factor, middle + (to - middle) * factor);
  };
  const shift = (by) => {
    const most = Math.min(Math.max(by, full[0] - from), full[1] - to);
    from += most;
    to += most;
    redraw();
  };
  const reset = () => { [from, to] = full; cursor = null; drag = null; redraw(); };

  function draw(panel, last) {
    const { canvas, context, key, scale } = panel;
    const style = getComputedStyle(root);
    const color = (name) => style.getPropertyValue(name).trim();
    const ratio = devicePixelRatio || 1;
    const width = canvas.clientWidth, height = canvas.clientHeight;
    if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
    if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const right = width - RIGHT, bottom = height - BOTTOM;
    const [lo, hi] = rangeOf(panel);
    const px = (t) => LEFT + ((t - from) / (to - from)) * (right - LEFT);
    const py = (v) => bottom - ((v - lo) / (hi - lo)) * (bottom - TOP);
    const box = (a, b, fill) => {
      const x = Math.max(LEFT, px(a)), end = Math.min(right, px(b));
      if (end > x) { context.fillStyle = fill; context.fillRect(x, TOP, end - x, bottom - TOP); }
    };
    box(full[0], 0, color('--warmup'));
    const shown = data.series.filter((_, index) => !hidden.has(index));
    context.globalAlpha = 1 / Math.max(1, shown.length);
    for (const one of shown) if (one.steady_from_s !== null) box(one.steady_from_s, full[1], color('--steady'));
    context.globalAlpha = 1;
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
    context.save();
    context.beginPath(); context.rect(LEFT, TOP, right - LEFT, bottom - TOP); context.clip();
    data.series.forEach((one, index) => {
      if (hidden.has(index)) return;
      context.strokeStyle = color('--c' + (one.color % data.colors));
      context.setLineDash(one.steady ? [] : DASHES[1]);
      context.lineWidth = key === 'cpu' ? 1 : 1.5;
      context.beginPath();
      let pen = false;
      const start = Math.max(0, lowerBound(one.t, from) - 1);
      for (let at = start; at < one.t.length; at += 1) {
        const value = one[key][at];
        if (value === null) { pen = false; continue; }
        const x = px(one.t[at]), y = py(value * scale);
        if (pen) context.lineTo(x, y); else context.moveTo(x, y);
        pen = true;
        if (one.t[at] > to) break;
      }
      context.stroke();
    });
    context.setLineDash([]);
    if (drag) {
      context.globalAlpha = 0.2;
      box(Math.min(drag.a, drag.b), Math.max(drag.a, drag.b), color('--ink'));
      context.globalAlpha = 1;
    }
    if (cursor !== null) {
      context.strokeStyle = color('--ink');
      context.beginPath(); context.moveTo(px(cursor), TOP); context.lineTo(px(cursor), bottom); context.stroke();
    }
    context.restore();
  }

  function rangeOf({ key, scale }) {
    let lo = Infinity, hi = -Infinity;
    data.series.forEach((one, index) => {
      if (hidden.has(index)) return;
      const end = lowerBound(one.t, to + 1e-9);
      // The steep climb of the warm-up would flatten everything after it: it counts only when nothing else is in view.
      for (let at = lowerBound(one.t, to > 0 ? Math.max(from, 0) : from); at < end; at += 1) {
        const value = one[key][at];
        if (value === null) continue;
        if (value < lo) lo = value;
        if (value > hi) hi = value;
      }
    });
    if (lo > hi) return [0, 1];
    const pad = hi > lo ? (hi - lo) * 0.08 : Math.abs(hi) * 0.02 || 1;
    return [key === 'cpu' ? 0 : Math.max(0, lo - pad) * scale, (hi + pad) * scale];
  }

  function tell() {
    const words = cursor === null ? 'no time picked' : 't = ' + (cursor / data.time.divisor).toFixed(data.time.divisor === 1 ? 0 : 2) + ' ' + data.time.name;
    clock.textContent = words;
    data.series.forEach((one, index) => {
      const row = readout.rows[index];
      row.hidden = hidden.has(index);
      const at = cursor === null || one.t.length === 0 ? -1 : nearest(one.t, cursor);
      panels.forEach((panel, column) => {
        const value = at < 0 ? undefined : one[panel.key][at];
        row.cells[column + 1].textContent =
          value === undefined ? '—' : value === null ? 'unknown' : (value * panel.scale).toFixed(panel.places) + ' ' + panel.unit;
      });
    });
  }

  for (const { canvas } of panels) {
    const timeAt = (event) => {
      const box = canvas.getBoundingClientRect();
      const share = (event.clientX - box.left - LEFT) / (box.width - LEFT - RIGHT);
      return from + Math.min(1, Math.max(0, share)) * (to - from);
    };
    canvas.addEventListener('pointermove', (event) => {
      cursor = timeAt(event);
      if (drag) drag.b = cursor;
      redraw();
    });
    canvas.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      drag = { a: timeAt(event), b: timeAt(event), x: event.clientX };
    });
    canvas.addEventListener('pointerup', (event) => {
      const done = drag;
      drag = null;
      if (done && Math.abs(event.clientX - done.x) > 5) zoom(Math.min(done.a, done.b), Math.max(done.a, done.b));
      redraw();
    });
    canvas.addEventListener('pointerleave', () => { if (!drag) { cursor = null; redraw(); } });
    canvas.addEventListener('dblclick', reset);
    canvas.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const step = (to - from) / 100;
      const move = (by) => {
        if (event.shiftKey) return shift(by * 10);
        cursor = Math.min(to, Math.max(from, (cursor === null ? from : cursor) + by));
        redraw();
      };
      const keys = {
        ArrowLeft: () => move(-step), ArrowRight: () => move(step),
        Home: () => { cursor = from; redraw(); }, End: () => { cursor = to; redraw(); },
        '+': () => about(0.5), '=': () => about(0.5), '-': () => about(2), 0: reset, Escape: reset,
      };
      const act = keys[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    });
  }
  root.querySelector('.zoom-in').addEventListener('click', () => about(0.5));
  root.querySelector('.zoom-out').addEventListener('click', () => about(2));
  root.querySelector('.zoom-reset').addEventListener('click', reset);
  root.querySelectorAll('.series input').forEach((input, index) => {
    input.addEventListener('change', () => {
      if (input.checked) hidden.delete(index); else hidden.add(index);
      redraw();
    });
  });
  addEventListener('resize', redraw);
  addEventListener('beforeprint', redraw);
  document.addEventListener('themechange', redraw);
  redraw();
}

for (const root of document.querySelectorAll('.explorer')) explore(root);
`;
