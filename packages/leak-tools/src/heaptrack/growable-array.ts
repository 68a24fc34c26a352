/** A typed array that doubles as it fills: a trace has millions of numbers, and a plain array would box them. */
export class GrowableNumbers {
  length = 0;
  values: Float64Array;

  constructor(capacity = 1024) {
    this.values = new Float64Array(capacity);
  }

  push(value: number): number {
    if (this.length === this.values.length) {
      const larger = new Float64Array(this.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length] = value;
    return this.length++;
  }

  /** The value at `index`; NaN outside. */
  at(index: number): number {
    return index >= 0 && index < this.length ? (this.values[index] as number) : Number.NaN;
  }
}
