import { answerGet } from './answers.js';
import type { Gateway } from './gateway.js';
import { health } from './server-answers.js';

/** An answer as it goes over the wire. */
export interface SentAnswer {
  status: number;
  body: Buffer;
}

/** Stands for the time until it is known; as wide as the nanoseconds of our days. */
const NO_TIME_NS = 1e18;

/** Answers, built once per state of the graph and its subscriptions: asking again allocates nothing that would look like growth. */
export class AnswerCache {
  readonly #gateway: Gateway;
  #of = '';
  #answers = new Map<string, SentAnswer>();
  #health: { body: Buffer; timeAt: number; of: string } | null = null;

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
  }

  /** @param path below the base path */
  get(path: string): SentAnswer {
    if (path === '/health' || path === '/health/') return this.#healthNow();
    const { generation, data } = this.#gateway;
    const of = `${generation} ${data.misses}`;
    if (this.#of !== of) {
      this.#answers.clear();
      this.#of = of;
    }
    const known = this.#answers.get(path);
    if (known) return known;
    const { status, body } = answerGet(this.#gateway, path);
    const answer = { status, body: Buffer.from(JSON.stringify(body, null, 2)) };
    // Only what exists is kept: a client that asks for nonsense must not fill the cache.
    if (status === 200) this.#answers.set(path, answer);
    return answer;
  }

  // The time is written over the old one, in place.
  #healthNow(): SentAnswer {
    const { generation, data, complete } = this.#gateway;
    const of = `${generation} ${data.hits} ${data.misses} ${complete}`;
    if (this.#health?.of !== of) {
      const text = JSON.stringify(health(this.#gateway, NO_TIME_NS), null, 2);
      this.#health = { body: Buffer.from(text), timeAt: text.indexOf(String(NO_TIME_NS)), of };
    }
    const { body, timeAt } = this.#health;
    body.write(`${Date.now()}000000`, timeAt, 'latin1');
    return { status: 200, body };
  }
}
