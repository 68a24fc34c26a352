import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault, FaultEventType } from './fault-store.js';

const REPLAYED = 100;
const KEEPALIVE_MS = 30_000;

/** The event stream of faults: numbered frames, the last hundred replayed to who comes later. */
export class FaultStream {
  readonly #maxClients: number;
  readonly #clients = new Set<ServerResponse>();
  #frames: { id: number; text: string }[] = [];
  #next = 1;
  #keepalive: NodeJS.Timeout | null = null;

  constructor(maxClients: number) {
    this.#maxClients = maxClients;
  }

  get clients(): number {
    return this.#clients.size;
  }

  emit(type: FaultEventType, fault: Fault, entityId: string | null): void {
    const data = JSON.stringify({
      event_type: type,
      fault,
      timestamp: Date.now() / 1000,
      ...(entityId === null ? {} : { 'x-medkit': { entity_id: entityId, entity_type: 'apps' } }),
    });
    const frame = { id: this.#next, text: `id: ${this.#next}\nevent: ${type}\ndata: ${data}\n\n` };
    this.#next += 1;
    this.#frames = [...this.#frames, frame].slice(-REPLAYED);
    for (const client of this.#clients) client.write(frame.text);
    this.#keepalive?.refresh();
  }

  /** False when every place is taken; nothing is written then. */
  open(request: IncomingMessage, response: ServerResponse): boolean {
    if (this.#clients.size >= this.#maxClients) return false;
    response.writeHead(200, {
      'Cache-Control': 'no-cache',
      'Content-Type': 'text/event-stream',
      'X-Accel-Buffering': 'no',
    });
    response.flushHeaders();
    const last = request.headers['last-event-id'];
    const seen = typeof last === 'string' && /^\d+$/.test(last) ? Number(last) : 0;
    for (const frame of this.#frames) if (frame.id > seen) response.write(frame.text);
    this.#clients.add(response);
    this.#keepalive ??= setInterval(() => {
      for (const client of this.#clients) client.write(':keepalive\n\n');
    }, KEEPALIVE_MS);
    response.once('close', () => this.#leave(response));
    return true;
  }

  stop(): void {
    for (const client of this.#clients) client.end();
    if (this.#keepalive) clearInterval(this.#keepalive);
    this.#keepalive = null;
  }

  #leave(response: ServerResponse): void {
    this.#clients.delete(response);
    if (this.#clients.size > 0 || !this.#keepalive) return;
    clearInterval(this.#keepalive);
    this.#keepalive = null;
  }
}
