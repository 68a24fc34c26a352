import type { ServerResponse } from 'node:http';
import type { RunState } from './run-state.js';

/** How often a stream that has nothing to say shows that it is alive. */
const HEARTBEAT_MS = 15_000;

/** One page's view of a run: it is sent everything once, then only what is new. */
export class EventStream {
  readonly #response: ServerResponse;
  #status = '';
  #cells = 0;
  #cell = '';
  #samples = 0;
  #spokeMs = Date.now();

  constructor(response: ServerResponse) {
    this.#response = response;
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.flushHeaders();
  }

  send(state: RunState): void {
    // A page that does not read is caught up with later; nothing is piled up for it.
    if (this.#response.writableNeedDrain) return;
    this.#sendStatus(state);
    if (state.cells.length > this.#cells) {
      this.#event('cells', state.cells.slice(this.#cells));
      this.#cells = state.cells.length;
    }
    this.#sendSamples(state);
    if (Date.now() - this.#spokeMs > HEARTBEAT_MS) this.#write(': alive\n\n');
  }

  problem(message: string): void {
    this.#event('problem', message);
  }

  end(): void {
    this.#event('end', null);
    this.#response.end();
  }

  #sendStatus({ run, phase, lanes, live }: RunState): void {
    const { samples: _, pid: __, ...cell } = live ?? { samples: [], pid: 0 };
    const status = JSON.stringify({ run, phase, lanes, live: live ? cell : null });
    if (status === this.#status) return;
    this.#status = status;
    this.#write(`event: status\ndata: ${status}\n\n`);
  }

  #sendSamples({ live }: RunState): void {
    if (!live) return;
    const cell = `${live.lane}/${live.id}/${live.started_at}`;
    const begin = cell !== this.#cell;
    if (begin) this.#samples = 0;
    if (!begin && live.samples.length === this.#samples) return;
    this.#event('samples', { begin, points: live.samples.slice(this.#samples) });
    this.#cell = cell;
    this.#samples = live.samples.length;
  }

  #event(name: string, data: unknown): void {
    this.#write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  #write(text: string): void {
    this.#spokeMs = Date.now();
    this.#response.write(text);
  }
}
