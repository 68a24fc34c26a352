/** Heap in use at one moment. */
export interface HeapPoint {
  /** Seconds since the trace began. */
  tS: number;
  heapBytes: number;
  allocations: number;
  /** Resident set as heaptrack saw it, its own overhead included; null when not recorded. */
  rssBytes: number | null;
}

const MOST_POINTS = 4000;

/** Keeps at most a few thousand points of a trace of any length, evenly spread: every second one goes when it is full. */
export class HeapSeries {
  private points: HeapPoint[] = [];
  private stride = 1;
  private seen = 0;
  private newest: HeapPoint | null = null;

  add(point: HeapPoint): void {
    this.newest = point;
    if (this.seen++ % this.stride !== 0) return;
    this.points.push(point);
    if (this.points.length < MOST_POINTS) return;
    this.points = this.points.filter((_, index) => index % 2 === 0);
    this.stride *= 2;
  }

  /** The resident set belongs to the point that came just before it. */
  addRss(bytes: number): void {
    if (this.newest !== null) this.newest.rssBytes = bytes;
  }

  /** The points in order; the last one recorded is always among them. */
  all(): HeapPoint[] {
    const last = this.points.at(-1);
    return this.newest !== null && this.newest !== last ? [...this.points, this.newest] : [...this.points];
  }
}
