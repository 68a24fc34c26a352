// What a client pays beside what the server can log: connecting, the way through the kernel both ways, and the server's reading
// before its log begins. curl, a plain client in C that sends one request after another, tells it: its time of a
// request less what the log has for it.
import { has, run } from './children.js';
import { startGateway } from './known-gateway.js';

const REQUESTS = 150;
/** The first ones find caches and compiled code cold. */
const LEFT_OUT = 30;

/** Median milliseconds for kept and for new connections; `on` gives what to put before a command, by processor. */
export async function clientFloor(model, on) {
  if (!has('curl'))
    throw new Error('curl is needed to tell what a client pays at least: apt-get install curl');
  return { kept: await floorOf(model, on, []), fresh: await floorOf(model, on, ['-H', 'Connection: close']) };
}

async function floorOf(model, on, options) {
  const gateway = await startGateway(model, on(0));
  try {
    const asked = ['-s', '-o', '/dev/null', '-w', '%{time_total}\n', ...options];
    const [program, ...args] = [
      ...on(1),
      'curl',
      ...asked,
      `${gateway.origin}/api/v1/health?[1-${REQUESTS}]`,
    ];
    const { out } = await run(program, args);
    const told = out
      .trim()
      .split('\n')
      .map((line) => Number(line) * 1000);
    const { rows } = await gateway.takeLog();
    if (rows.length !== told.length)
      throw new Error(`curl told of ${told.length}, the gateway of ${rows.length}`);
    const beside = told.map((ms, i) => ms - (rows[i].end_ms - rows[i].arrived_ms)).slice(LEFT_OUT);
    return beside.sort((a, b) => a - b)[Math.floor(beside.length / 2)];
  } finally {
    await gateway.stop();
  }
}
