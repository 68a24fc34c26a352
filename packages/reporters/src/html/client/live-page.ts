/** Follows a run's events and writes them into the page; every foreign text goes in as text. Runs in the page. */
export const LIVE_PAGE: string = String.raw`
const MOST_ROWS = 500;
const byId = (id) => document.getElementById(id);

const memoryUnit = (kib) => kib >= 1048576
  ? { divisor: 1048576, text: (kib / 1048576).toFixed(2) + ' GiB' }
  : kib >= 1024
    ? { divisor: 1024, text: (kib / 1024).toFixed(2) + ' MiB' }
    : { divisor: 1, text: kib.toFixed(0) + ' KiB' };
const coresUnit = (cores) => ({ divisor: 1, text: cores.toFixed(3) + ' cores' });
const told = (value, unit) => (value === null || value === undefined ? 'unknown' : unit(value).text);
const time = (s) => s < 60 ? s + ' s' : s < 3600 ? Math.floor(s / 60) + ' min ' + (s % 60) + ' s' : Math.floor(s / 3600) + ' h ' + Math.floor((s % 3600) / 60) + ' min';

const charts = [
  liveChart('anonymous', 'anonymous_kib', memoryUnit),
  liveChart('uss', 'uss_kib', memoryUnit),
  liveChart('cpu', 'cpu_cores', coresUnit),
];

function element(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

const WORDS = { running: 'is being measured', finished: 'is finished', stopped: 'is not finished, and nothing is measuring it: --resume goes on' };

function showStatus({ run, phase, lanes, live }) {
  const done = lanes.reduce((sum, lane) => sum + lane.done, 0);
  const planned = lanes.reduce((sum, lane) => sum + lane.planned, 0);
  const words = 'The run ' + (WORDS[phase] || phase) + '.';
  if (byId('state').textContent !== words) byId('state').textContent = words;
  document.title = (phase === 'running' ? '(' + done + '/' + planned + ') ' : phase + ': ') + run;
  byId('lanes').replaceChildren(...lanes.map(laneItem));
  byId('report').hidden = !lanes.some((lane) => lane.verdict !== null);
  const left = live && live.left_s !== null ? ', about ' + time(live.left_s) + ' left in this lane' : '';
  byId('now').hidden = phase !== 'running';
  byId('cell').textContent = live
    ? live.lane + ', cell ' + (live.index + 1) + ' of ' + live.cells + ' (' + live.label + '): ' + live.phase + left
    : 'no cell is being measured';
}

function laneItem(lane) {
  const item = document.createElement('li');
  const name = element('strong', lane.lane);
  const bar = document.createElement('progress');
  bar.max = Math.max(1, lane.planned);
  bar.value = lane.done;
  bar.setAttribute('aria-label', lane.lane + ': cells that are through');
  const failed = lane.failed > 0 ? ', ' + lane.failed + ' failed' : '';
  item.append(name, ' ' + lane.done + ' of ' + lane.planned + ' cells' + failed + ' ');
  if (lane.verdict !== null) item.append(element('span', lane.verdict, 'verdict'), element('p', lane.headline));
  else item.append(bar);
  return item;
}

const rows = new Map();
let left = 0;
function showCells(cells) {
  const body = byId('cells');
  for (const cell of cells) {
    const key = cell.lane + '/' + cell.id;
    rows.get(key)?.remove();
    rows.delete(key);
    const row = document.createElement('tr');
    const failed = cell.status === 'failed';
    row.append(
      element('td', cell.lane),
      element('td', cell.label),
      element('td', failed ? 'FAILED' : told(cell.anonymous_kib, memoryUnit), failed ? 'right failed' : 'right'),
      element('td', failed ? 'FAILED' : told(cell.uss_kib, memoryUnit), failed ? 'right failed' : 'right'),
      element('td', failed ? 'FAILED' : told(cell.cpu_cores, coresUnit), failed ? 'right failed' : 'right'),
      element('td', failed ? 'FAILED' : cell.num_threads ?? 'unknown', failed ? 'right failed' : 'right'),
      element('td', cell.note),
    );
    rows.set(key, row);
    body.prepend(row);
    if (rows.size > MOST_ROWS) {
      const [oldest, gone] = rows.entries().next().value;
      rows.delete(oldest);
      gone.remove();
      left += 1;
    }
  }
  byId('more').textContent = left > 0 ? left + ' earlier cells are not shown here; the report has them.' : '';
}

const events = new EventSource('events');
const on = (name, act) => events.addEventListener(name, (event) => act(JSON.parse(event.data)));
on('status', showStatus);
on('cells', showCells);
on('samples', ({ begin, points }) => charts.forEach((chart) => chart.take(begin, points)));
on('problem', (message) => { byId('problem').textContent = message; });
on('end', () => {
  events.close();
  byId('problem').textContent = 'The program that served this page has ended; what is shown is as it was then.';
});
// A new connection is told everything from the start.
events.addEventListener('open', () => {
  byId('problem').textContent = '';
  byId('cells').replaceChildren();
  rows.clear();
  left = 0;
});
events.addEventListener('error', () => {
  if (events.readyState !== EventSource.CLOSED) byId('problem').textContent = 'The connection is lost; trying again.';
  else if (byId('problem').textContent === '') byId('problem').textContent = 'The connection is closed; load the page again.';
});
`;
