// A server whose latency is known: a seeded delay per request, and a stall in which nothing is answered.
// It logs what every request met; `GET /__log` returns the log and starts a new one, with a new stall clock.
//
//   node stall-server.js '{"stallEveryS":10,"stallS":1,"delayMs":5,"spreadMs":10}'     prints its port
import { createServer } from 'node:http';

const settings = {
  stallEveryS: 10,
  stallS: 1,
  delayMs: 5,
  spreadMs: 10,
  ...JSON.parse(process.argv[2] ?? '{}'),
};
const now = () => Number(process.hrtime.bigint()) / 1e6;
let epoch = null;
let log = [];
let draw = random(42);

/** mulberry32: the same delays in every run. */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** When the stall that `at` lies in ends, or `at` itself: the last `stallS` of every `stallEveryS`. */
function stallEnd(at) {
  const every = settings.stallEveryS * 1000;
  if (every === 0) return at;
  const within = (at - epoch) % every;
  return within >= every - settings.stallS * 1000 ? at + (every - within) : at;
}

const body = JSON.stringify({
  items: Array.from({ length: 12 }, (_, i) => ({ id: `node_${i}`, name: 'x'.repeat(40) })),
});

/** When a connection was accepted; taken by its first request, which has waited since then. */
const accepted = new WeakMap();

const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
  const arrival = accepted.get(request.socket) ?? now();
  accepted.delete(request.socket);
  if (request.url === '/__log') {
    response.end(JSON.stringify({ epoch, settings, log }));
    epoch = null;
    log = [];
    draw = random(42);
    return;
  }
  if (request.url.startsWith('/stream')) {
    stream(response);
    return;
  }
  epoch ??= arrival;
  // Exponential on top of a fixed part: a tail without a bound to hide behind.
  const delay = settings.delayMs - settings.spreadMs * Math.log(1 - draw());
  const due = stallEnd(arrival) + delay;
  const answer = () => {
    const since = epoch;
    const into = log;
    response.setHeader('content-type', 'application/json');
    // Over when the kernel has the whole answer: writing it takes its time, too.
    response.end(body, () => into.push([arrival - since, now() - since]));
  };
  if (due <= arrival) answer();
  else setTimeout(answer, due - arrival);
});

function stream(response) {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  let id = 0;
  const timer = setInterval(() => {
    id += 1;
    response.write(
      `id: ${id}\nevent: fault_updated\ndata: ${JSON.stringify({ timestamp: Date.now() / 1000, fault: body })}\n\n`,
    );
  }, 100);
  response.on('close', () => clearInterval(timer));
}

server.on('connection', (socket) => accepted.set(socket, now()));
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.on('SIGTERM', () => process.exit(0));
