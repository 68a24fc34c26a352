import { LeakToolsError } from '../errors.js';
import { HeapSeries } from './heap-series.js';
import { TraceCosts } from './trace-costs.js';
import type { TraceHandler } from './trace-lines.js';
import { TraceSymbols } from './trace-symbols.js';

const NEWEST_FORMAT = 3;
const OLDEST_FORMAT = 1;

/** Everything known of a trace while it is read. */
export class TraceState implements TraceHandler {
  sizedStrings = false;
  format = 0;
  heaptrackVersion: string | null = null;
  command: string | null = null;
  attached = false;
  timeMs = 0;
  peakRssBytes: number | null = null;
  readonly embeddedSuppressions: string[] = [];
  readonly symbols: TraceSymbols = new TraceSymbols();
  readonly costs: TraceCosts = new TraceCosts();
  readonly series: HeapSeries = new HeapSeries();
  private pageBytes = 4096;
  private strings: number | null = null;
  private ips: number | null = null;
  private started = false;

  allocation(info: number): void {
    this.begun('an allocation');
    if (!this.costs.allocate(info, this.timeMs)) damaged(`allocation of unknown kind ${info}`);
  }

  deallocation(info: number): void {
    this.begun('a deallocation');
    if (!this.costs.free(info)) damaged(`deallocation of unknown kind ${info}`);
  }

  text(value: string): void {
    this.begun('a string');
    this.symbols.strings.push(value);
  }

  line(mode: string, rest: string): void {
    if (mode === 'v') return this.version(rest);
    if (mode === '#') return this.comment(rest);
    this.begun(`a line "${mode}"`);
    const words = rest.split(' ');
    if (mode === 'a') this.info(words);
    else if (mode === 't') this.trace(words);
    else if (mode === 'i') this.ip(words);
    else if (mode === 'c') this.time(words);
    else if (mode === 'R') this.rss(words);
    else if (mode === 'I') this.pageBytes = hex(words[0], 'page size');
    else if (mode === 'X') this.debuggee(rest);
    else if (mode === 'A') this.attached = true;
    else if (mode === 'S') this.embeddedSuppressions.push(rest.replace(/^leak:/, ''));
    else if (mode === 'm' || mode === 'x') {
      throw new LeakToolsError(
        'MEDKIT_LEAK_FORMAT',
        'this is a raw heaptrack recording, without symbols. Run it through heaptrack_interpret on the machine it was made on, or record without --raw.',
      );
    } else damaged(`a line that starts with ${JSON.stringify(mode)}`);
  }

  /** Checks that the writer had finished: it ends a trace by saying how many strings and addresses there are. */
  finish(cutOff: boolean): void {
    if (!this.started) notATrace('it has no version line');
    const whole = this.strings === this.symbols.strings.length && this.ips === this.symbols.ipCount;
    if (!cutOff && whole) {
      this.series.add(this.point());
      return;
    }
    throw new LeakToolsError(
      'MEDKIT_LEAK_TRUNCATED',
      `the heaptrack trace stops in the middle (after ${this.costs.allocations} allocations): its writer was ended or the disk is full. Signal the traced program, not heaptrack, and wait until heaptrack has ended.`,
    );
  }

  private version(rest: string): void {
    if (this.started) damaged('a second version line');
    const [tool, format] = rest.split(' ').map((word) => Number.parseInt(word, 16));
    if (tool === undefined || Number.isNaN(tool)) notATrace(`its version is ${JSON.stringify(rest)}`);
    this.format = format ?? (tool === 0x010200 ? 1 : 0); // before 1.0.0 the format had no number of its own
    this.heaptrackVersion = [tool >> 16, (tool >> 8) & 0xff, tool & 0xff].join('.');
    if (!(this.format >= OLDEST_FORMAT && this.format <= NEWEST_FORMAT)) {
      throw new LeakToolsError(
        'MEDKIT_LEAK_FORMAT',
        `the heaptrack trace has format ${this.format} (heaptrack ${this.heaptrackVersion}); formats ${OLDEST_FORMAT} to ${NEWEST_FORMAT} are read, which heaptrack 1.0 to 1.6 write.`,
      );
    }
    this.started = true;
    this.sizedStrings = this.format >= 3;
  }

  private comment(rest: string): void {
    const strings = /^strings: (\d+)$/.exec(rest);
    const ips = /^ips: (\d+)$/.exec(rest);
    if (strings !== null) this.strings = Number(strings[1]);
    if (ips !== null) this.ips = Number(ips[1]);
  }

  private info(words: string[]): void {
    const trace = hex(words[1], 'stack');
    if (trace > this.symbols.traceCount) damaged(`an allocation at unknown stack ${trace}`);
    this.costs.addInfo(hex(words[0], 'size'), trace);
  }

  private trace(words: string[]): void {
    if (!this.symbols.addTrace(hex(words[0], 'address'), hex(words[1], 'parent'))) {
      damaged('a stack that names a frame or a parent before it is there');
    }
  }

  private ip(words: string[]): void {
    if (!words.every((word) => /^[0-9a-f]+$/i.test(word)) || !this.symbols.addIp(words))
      damaged('a malformed address');
  }

  private time(words: string[]): void {
    const stamp = hex(words[0], 'time');
    this.series.add(this.point());
    this.timeMs = Math.max(this.timeMs, stamp);
  }

  private rss(words: string[]): void {
    const bytes = hex(words[0], 'resident set') * this.pageBytes;
    this.series.addRss(bytes);
    this.peakRssBytes = Math.max(this.peakRssBytes ?? 0, bytes);
  }

  private debuggee(rest: string): void {
    if (this.command !== null) damaged('a second command line');
    this.command = rest;
  }

  private point(): { tS: number; heapBytes: number; allocations: number; rssBytes: null } {
    const { liveBytes, allocations } = this.costs;
    return { tS: this.timeMs / 1000, heapBytes: liveBytes, allocations, rssBytes: null };
  }

  private begun(what: string): void {
    if (!this.started) notATrace(`it begins with ${what}`);
  }
}

function hex(word: string | undefined, what: string): number {
  const value = word !== undefined && /^[0-9a-f]+$/i.test(word) ? Number.parseInt(word, 16) : Number.NaN;
  if (!Number.isSafeInteger(value)) damaged(`${what} ${JSON.stringify(word ?? '')}`);
  return value;
}

function damaged(what: string): never {
  throw new LeakToolsError('MEDKIT_LEAK_FORMAT', `the heaptrack trace is damaged: ${what}. Record again.`);
}

function notATrace(why: string): never {
  throw new LeakToolsError(
    'MEDKIT_LEAK_FORMAT',
    `this is no heaptrack trace: ${why}. Give the file that heaptrack wrote (its name ends in .zst or .gz).`,
  );
}
