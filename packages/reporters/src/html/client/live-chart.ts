/** A line that grows while a cell is measured. Runs in the page. */
export const LIVE_CHART: string = String.raw`
// The sampler's own thinning keeps extremes; beyond this many, every other point between extremes goes.
const MOST_POINTS = 4000;

function liveChart(id, key, unitOf) {
  const canvas = document.getElementById(id);
  const context = canvas.getContext('2d');
  const latest = document.getElementById(id + '-now');
  let points = [];

  function draw() {
    const style = getComputedStyle(document.documentElement);
    const color = (name) => style.getPropertyValue(name).trim();
    const ratio = devicePixelRatio || 1;
    const width = canvas.clientWidth, height = canvas.clientHeight;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const known = points.filter((point) => point.v !== null);
    latest.textContent = points.length === 0 ? '—' : points.at(-1).v === null ? 'unknown' : unitOf(points.at(-1).v).text;
    if (known.length === 0) return;
    let lo = Infinity, hi = -Infinity;
    for (const { v } of known) { if (v < lo) lo = v; if (v > hi) hi = v; }
    const pad = hi > lo ? (hi - lo) * 0.1 : Math.abs(hi) * 0.02 || 1;
    lo = key === 'cpu_cores' ? 0 : Math.max(0, lo - pad);
    hi += pad;
    const { divisor, text } = unitOf(hi);
    const unit = text.split(' ').at(-1);
    const end = Math.max(points.at(-1).t, 1);
    const right = width - RIGHT, bottom = height - BOTTOM;
    const px = (t) => LEFT + (t / end) * (right - LEFT);
    const py = (v) => bottom - ((v - lo) / (hi - lo)) * (bottom - TOP);
    context.font = '11px system-ui, sans-serif';
    context.fillStyle = color('--muted');
    context.strokeStyle = color('--line');
    context.lineWidth = 1;
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    ticksOf(lo / divisor, hi / divisor, 4).forEach((tick, index, all) => {
      const y = Math.round(py(tick * divisor)) + 0.5;
      context.beginPath(); context.moveTo(LEFT, y); context.lineTo(right, y); context.stroke();
      context.fillText(index === all.length - 1 ? tick + ' ' + unit : String(tick), LEFT - 6, y);
    });
    context.textAlign = 'center';
    context.textBaseline = 'top';
    for (const tick of ticksOf(0, end, 8)) context.fillText(String(tick), px(tick), bottom + 6);
    context.strokeStyle = color('--c0');
    context.lineWidth = 1.5;
    context.beginPath();
    let pen = false;
    for (const { t, v } of points) {
      if (v === null) { pen = false; continue; }
      if (pen) context.lineTo(px(t), py(v)); else context.moveTo(px(t), py(v));
      pen = true;
    }
    context.stroke();
  }

  const thin = () => {
    if (points.length <= MOST_POINTS) return;
    points = points.filter(({ v }, at) => {
      const before = points[at - 1], after = points[at + 1];
      if (at % 2 === 0 || !before || !after || v === null) return true;
      return (v > before.v && v > after.v) || (v < before.v && v < after.v);
    });
  };
  const queue = () => requestAnimationFrame(draw);
  addEventListener('resize', queue);
  document.addEventListener('themechange', queue);
  return {
    take(begin, samples) {
      if (begin) points = [];
      for (const sample of samples) points.push({ t: sample.at_s, v: sample[key] });
      thin();
      queue();
    },
  };
}
`;
