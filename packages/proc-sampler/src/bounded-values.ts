/** Median and maximum of a series of any length in bounded memory: beyond `size` values a random one is replaced. */
export class BoundedValues {
  readonly #values: Float64Array;
  #count = 0;
  #max = -Infinity;
  #sum = 0;

  constructor(size = 4096) {
    this.#values = new Float64Array(size);
  }

  add(value: number): void {
    // Reservoir sampling (Vitter 1985, algorithm R): every value has the same chance to be among the kept.
    const slot =
      this.#count < this.#values.length ? this.#count : Math.floor(Math.random() * (this.#count + 1));
    if (slot < this.#values.length) this.#values[slot] = value;
    this.#count += 1;
    this.#sum += value;
    if (value > this.#max) this.#max = value;
  }

  get count(): number {
    return this.#count;
  }

  get sum(): number {
    return this.#sum;
  }

  max(): number | null {
    return this.#count === 0 ? null : this.#max;
  }

  /** Of the kept values: exact up to `size` of them. */
  median(): number | null {
    if (this.#count === 0) return null;
    const kept = this.#values.slice(0, Math.min(this.#count, this.#values.length)).sort();
    const middle = (kept.length - 1) / 2;
    return ((kept[Math.floor(middle)] as number) + (kept[Math.ceil(middle)] as number)) / 2;
  }
}
