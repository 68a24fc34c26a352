import type { Runtime } from '../src/core/runtime.ts';
import type { DatagramTransport } from '../src/core/transport.ts';
import type { Locator } from '../src/wire/locator.ts';

/** How a link treats datagrams; shares of 1. */
export interface Weather {
  readonly loss: number;
  readonly duplication: number;
  /** Share of datagrams that are held back by up to `jitterMs`, and so overtaken. */
  readonly reordering: number;
  readonly jitterMs: number;
}

export const FAIR: Weather = { loss: 0, duplication: 0, reordering: 0, jitterMs: 0 };
export const ROUGH: Weather = { loss: 0.2, duplication: 0.2, reordering: 0.2, jitterMs: 20 };

interface Event {
  readonly at: number;
  readonly order: number;
  readonly fire: () => void;
}

/** Virtual time and a network in one: seeded, so that a failure repeats. */
export class VirtualNetwork implements Runtime {
  private clock = 0;
  private order = 0;
  private readonly events: Event[] = [];
  private readonly cancelled = new Set<unknown>();
  private readonly nodes = new Map<string, (datagram: Buffer, from: Locator) => void>();
  private state: number;
  weather: Weather = FAIR;
  /** Addresses to which nothing gets through. */
  readonly deaf = new Set<string>();
  datagrams = 0;
  bytes = 0;
  tap: (datagram: Buffer) => void = () => {};

  constructor(seed: number) {
    this.state = seed >>> 0 || 1;
  }

  random(): number {
    // mulberry32
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  now(): number {
    return this.clock;
  }

  unixMs(): number {
    return 1_700_000_000_000 + this.clock;
  }

  setTimer(delayMs: number, fire: () => void): Event {
    const event = { at: this.clock + delayMs, order: this.order++, fire };
    this.events.push(event);
    return event;
  }

  clearTimer(handle: unknown): void {
    this.cancelled.add(handle);
  }

  get pendingTimers(): number {
    return this.events.filter((event) => !this.cancelled.has(event)).length;
  }

  /** Runs until the condition holds or the time is up; returns whether it held. */
  run(untilMs: number, done: () => boolean = () => false): boolean {
    while (!done()) {
      let best = -1;
      for (let i = 0; i < this.events.length; i++) {
        const [a, b] = [this.events[i], this.events[best]];
        if (a !== undefined && (b === undefined || a.at < b.at || (a.at === b.at && a.order < b.order)))
          best = i;
      }
      const event = this.events[best];
      if (event === undefined || event.at > untilMs) {
        this.clock = untilMs;
        return done();
      }
      this.events.splice(best, 1);
      if (this.cancelled.delete(event)) continue;
      this.clock = event.at;
      event.fire();
    }
    return true;
  }

  transport(address: string): DatagramTransport {
    const locator = { address, port: 7450 };
    const group = { address: 'group', port: 7400 };
    return {
      locator,
      group,
      maxDatagramBytes: 14000,
      allows: () => true,
      listen: (receive) => void this.nodes.set(address, receive),
      close: () => Promise.resolve(void this.nodes.delete(address)),
      send: (bytes, to, done) => {
        const copy = Buffer.from(bytes);
        const targets = to.address === 'group' ? [...this.nodes.keys()] : [to.address];
        for (const target of targets) this.carry(copy, target, locator);
        done?.();
      },
    };
  }

  private carry(bytes: Buffer, target: string, from: Locator): void {
    this.datagrams += 1;
    this.bytes += bytes.length;
    this.tap(bytes);
    const copies = this.random() < this.weather.duplication ? 2 : 1;
    for (let i = 0; i < copies; i++) {
      if (this.deaf.has(target) || this.random() < this.weather.loss) continue;
      const delay =
        0.1 + (this.random() < this.weather.reordering ? this.random() * this.weather.jitterMs : 0);
      this.setTimer(delay, () => this.nodes.get(target)?.(Buffer.from(bytes), from));
    }
  }
}
