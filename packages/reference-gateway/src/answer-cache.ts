import { answerGet } from './answers.js';
import type { Gateway } from './gateway.js';

const BASE = '/api/v1';

/** An answer as it goes over the wire. */
export interface SentAnswer {
  status: number;
  body: Buffer;
}

/** Answers, built once per state of the graph: asking again allocates nothing that would look like growth. */
export class AnswerCache {
  readonly #gateway: Gateway;
  #generation = -1;
  #answers = new Map<string, SentAnswer>();

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
  }

  get(url: string): SentAnswer {
    if (this.#generation !== this.#gateway.generation) {
      this.#answers.clear();
      this.#generation = this.#gateway.generation;
    }
    const path = url.split('?')[0] ?? '/';
    const known = this.#answers.get(path);
    if (known) return known;
    const { status, body } = answerGet(
      this.#gateway,
      path.startsWith(BASE) ? path.slice(BASE.length) : '/no-such-route/x/x/x',
    );
    const answer = { status, body: Buffer.from(JSON.stringify(body, null, 2)) };
    // Only what exists is kept: a client that asks for nonsense must not fill the cache.
    if (status === 200) this.#answers.set(path, answer);
    return answer;
  }
}
