/**
 * The time series of a lane on one clock: panels share the view and the cursor; drag to zoom, double click to reset,
 * arrow keys, +, - and 0 from the keyboard. Canvas, so that redrawing while brushing costs little. Runs in the page.
 */
export const EXPLORER: string = String.raw`
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
    canvas, context: canvas.getContext('2d'), layer: document.createElement('canvas'), ...data.columns[+canvas.dataset.column],
  }));
  const readout = root.querySelector('.readout tbody');
  const clock = root.querySelector('.clock');
  const near = root.querySelector('.near');
  const hidden = new Set();
  const full = data.domain;
  let [from, to] = full;
  let cursor = null, drag = null, queued = false, stale = true;

  // What the pointer moves is drawn over a layer that is kept until the view changes.
  const point = () => {
    if (queued) return;
    queued = true;
    requestAnimationFrame(() => {
      queued = false;
      const view = { data, hidden, from, to };
      const style = getComputedStyle(root), known = new Map();
      const color = (name) => {
        if (!known.has(name)) known.set(name, style.getPropertyValue(name).trim());
        return known.get(name);
      };
      for (const panel of panels) {
        if (stale) drawLayer(panel, view, color);
        drawPanel(panel, view, { cursor, drag }, color);
      }
      stale = false;
      tell();
    });
  };
  const redraw = () => { stale = true; point(); };
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

  function tell() {
    const words = cursor === null ? 'no time picked' : 't = ' + (cursor / data.time.divisor).toFixed(data.time.divisor === 1 ? 0 : 2) + ' ' + data.time.name;
    if (clock.textContent !== words) clock.textContent = words;
    near.textContent = cursor === null ? '' : eventsNear();
    data.series.forEach((one, index) => {
      const row = readout.rows[index];
      row.hidden = hidden.has(index);
      panels.forEach((panel, column) => {
        const ts = one[panel.clock];
        const at = cursor === null || ts.length === 0 ? -1 : nearest(ts, cursor);
        const value = at < 0 ? undefined : one[panel.key][at];
        row.cells[column + 1].textContent =
          value === undefined ? '—' : value === null ? 'unknown' : (value * panel.scale).toFixed(panel.places) + ' ' + panel.unit;
      });
    });
  }

  function eventsNear() {
    const reach = (to - from) / 100;
    const found = data.series.flatMap((one, index) => hidden.has(index) ? [] : one.events
      .filter(({ t, end }) => cursor >= t - reach && cursor <= (end === null ? t : end) + reach)
      .map(({ text }) => one.label + ': ' + text));
    return found.slice(0, 4).join('; ') + (found.length > 4 ? '; and ' + (found.length - 4) + ' more' : '');
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
      point();
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
    canvas.addEventListener('pointerleave', () => { if (!drag) { cursor = null; point(); } });
    canvas.addEventListener('dblclick', reset);
    canvas.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const step = (to - from) / 100;
      const move = (by) => {
        if (event.shiftKey) return shift(by * 10);
        cursor = Math.min(to, Math.max(from, (cursor === null ? from : cursor) + by));
        point();
      };
      const keys = {
        ArrowLeft: () => move(-step), ArrowRight: () => move(step),
        Home: () => { cursor = from; point(); }, End: () => { cursor = to; point(); },
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
