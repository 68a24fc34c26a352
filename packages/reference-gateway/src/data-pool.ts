/** Topics that were read once and are listened to since, least recently read first. */
export class DataPool {
  readonly #cap: number;
  readonly #topics = new Set<string>();
  hits: number = 0;
  misses: number = 0;
  evictions: number = 0;

  constructor(cap: number) {
    this.#cap = cap;
  }

  get size(): number {
    return this.#topics.size;
  }

  /** The topics, least recently read first. */
  get topics(): ReadonlySet<string> {
    return this.#topics;
  }

  get cap(): number {
    return this.#cap;
  }

  /**
   * Counts a read; the first of a topic subscribes to it for good.
   * @returns whether it was subscribed to before
   */
  read(topic: string): boolean {
    const known = this.#topics.delete(topic);
    if (known) this.hits += 1;
    else this.misses += 1;
    this.#topics.add(topic);
    if (this.#topics.size > this.#cap) this.#evictOldest();
    return known;
  }

  #evictOldest(): void {
    const [oldest] = this.#topics;
    if (oldest === undefined) return;
    this.#topics.delete(oldest);
    this.evictions += 1;
  }
}
