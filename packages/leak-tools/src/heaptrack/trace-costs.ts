import { GrowableNumbers } from './growable-array.js';

/** What a site costs, by measure. */
export interface SiteCost {
  trace: number;
  leakedBytes: number;
  leakedBlocks: number;
  peakBytes: number;
  peakBlocks: number;
  allocatedBytes: number;
  allocations: number;
  temporary: number;
}

/**
 * Running totals of a trace, one row a stack. What each site held at the highest moment is kept in one pass: a site's
 * row is copied only when it first changes after a new maximum, so a maximum costs nothing by itself.
 */
export class TraceCosts {
  allocations = 0;
  temporary = 0;
  liveBytes = 0;
  liveBlocks = 0;
  peakBytes = 0;
  peakAtMs = 0;
  private epoch = 0;
  private last = -1;
  private readonly siteByTrace = new Map<number, number>();
  private readonly infoSize = new GrowableNumbers();
  private readonly infoSite = new GrowableNumbers();
  private readonly trace = new GrowableNumbers();
  private readonly bytes = new GrowableNumbers();
  private readonly blocks = new GrowableNumbers();
  private readonly peak = new GrowableNumbers();
  private readonly peakBlocks = new GrowableNumbers();
  private readonly seenEpoch = new GrowableNumbers();
  private readonly allocated = new GrowableNumbers();
  private readonly calls = new GrowableNumbers();
  private readonly temporaries = new GrowableNumbers();

  /** Declares a kind of allocation: `size` bytes at a stack. */
  addInfo(size: number, trace: number): void {
    let site = this.siteByTrace.get(trace);
    if (site === undefined) {
      site = this.trace.push(trace);
      this.siteByTrace.set(trace, site);
      for (const column of [
        this.bytes,
        this.blocks,
        this.peak,
        this.peakBlocks,
        this.allocated,
        this.calls,
      ]) {
        column.push(0);
      }
      this.temporaries.push(0);
      this.seenEpoch.push(this.epoch);
    }
    this.infoSize.push(size);
    this.infoSite.push(site);
  }

  /** One allocation; false when its kind was never declared. */
  allocate(info: number, timeMs: number): boolean {
    if (info >= this.infoSize.length) return false;
    const size = this.infoSize.values[info] as number;
    const site = this.infoSite.values[info] as number;
    this.keepPeak(site);
    (this.bytes.values[site] as number) += size;
    (this.blocks.values[site] as number) += 1;
    (this.allocated.values[site] as number) += size;
    (this.calls.values[site] as number) += 1;
    this.allocations++;
    this.liveBlocks++;
    this.liveBytes += size;
    this.last = info;
    if (this.liveBytes > this.peakBytes) {
      this.peakBytes = this.liveBytes;
      this.peakAtMs = timeMs;
      this.epoch++;
    }
    return true;
  }

  /** One deallocation; temporary when the allocation just before was of the same kind. */
  free(info: number): boolean {
    if (info >= this.infoSize.length) return false;
    const size = this.infoSize.values[info] as number;
    const site = this.infoSite.values[info] as number;
    this.keepPeak(site);
    (this.bytes.values[site] as number) -= size;
    (this.blocks.values[site] as number) -= 1;
    this.liveBlocks--;
    this.liveBytes -= size;
    if (this.last === info) {
      this.temporary++;
      (this.temporaries.values[site] as number) += 1;
    }
    this.last = -1;
    return true;
  }

  /** All sites, in order of first appearance. */
  rows(): SiteCost[] {
    return Array.from({ length: this.trace.length }, (_, site) => {
      this.keepPeak(site);
      return {
        trace: this.trace.at(site),
        leakedBytes: this.bytes.at(site),
        leakedBlocks: this.blocks.at(site),
        peakBytes: this.peak.at(site),
        peakBlocks: this.peakBlocks.at(site),
        allocatedBytes: this.allocated.at(site),
        allocations: this.calls.at(site),
        temporary: this.temporaries.at(site),
      };
    });
  }

  private keepPeak(site: number): void {
    if (this.seenEpoch.values[site] === this.epoch) return;
    this.seenEpoch.values[site] = this.epoch;
    this.peak.values[site] = this.bytes.values[site] as number;
    this.peakBlocks.values[site] = this.blocks.values[site] as number;
  }
}
