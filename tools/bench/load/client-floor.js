// What a plain client pays beside its server: connecting, the way through the kernel both ways, waking up. curl, a client in
// C that sends one request after another, tells it: its time of a request less what the wire saw of it. Where the wire
// cannot be seen, less what the server's log has for it, which leaves in what the server takes before its log begins.
import { has, run } from './children.js';
import { startGateway } from './known-gateway.js';
import { canSeeWire, excessOf, watchWire } from './wire.js';

const REQUESTS = 150;
/** The first ones find caches and compiled code cold. */
const LEFT_OUT = 30;

/** Milliseconds of each of its requests, on `kept` or `fresh` connections; `on` gives what to put before a command, by processor. */
export async function clientFloor(model, on, connections) {
  if (!has('curl'))
    throw new Error('curl is needed to tell what a client pays at least: apt-get install curl');
  return floorOf(model, on, connections === 'fresh' ? ['-H', 'Connection: close'] : []);
}

async function floorOf(model, on, options) {
  const gateway = await startGateway(model, on(0));
  try {
    const wire = canSeeWire() ? await watchWire(new URL(gateway.origin).port, on(0)) : null;
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
    const seen = await wire?.exchanges();
    const { rows } = await gateway.takeLog();
    if (rows.length !== told.length)
      throw new Error(`curl told of ${told.length}, the gateway of ${rows.length}`);
    const beside = seen ?? rows.map((row) => row.end_ms - row.arrived_ms);
    return excessOf(told, beside).slice(LEFT_OUT);
  } finally {
    await gateway.stop();
  }
}
