// One parser under fire.
import { randomFrom } from '../interrupt-kit.js';
import { mutateText, mutateValue } from './mutate.js';

/** Inputs kept because they were answered in a new way. */
const MOST_KEPT = 200;
const SLOW_MS = 2000;
/** Stands for NaN in the shape of an answer; no key of an input can spell it. */
const NOT_A_NUMBER = '\u0000NaN';

export class Campaign {
  constructor(target, seed, row) {
    this.target = target;
    this.row = row ?? { executions: 0, errors: 0, bad: 0, kinds: 0, slowestMs: 0, spentMs: 0, findings: {} };
    this.random = randomFrom((seed * 2_654_435_761 + hash(target.name)) >>> 0);
    this.kept = [...target.seeds];
    this.seen = new Set();
  }

  /** Goes on for so many milliseconds; `before` is told every input. */
  async run(ms, before) {
    const startMs = performance.now();
    const until = startMs + ms;
    do {
      await this.#one(before);
    } while (performance.now() < until);
    this.row.spentMs += performance.now() - startMs;
    this.row.kinds = Math.max(this.row.kinds, this.seen.size);
  }

  async #one(before) {
    const { text, value, keep } = this.#input();
    before(text);
    const startMs = performance.now();
    let kind;
    try {
      const answer = this.target.run(text, value);
      kind = shapeOf(answer instanceof Promise ? await answer : answer);
      if (kind.includes(NOT_A_NUMBER)) this.#found(`an answer with NaN: ${kind.slice(0, 120)}`, text);
    } catch (error) {
      kind = this.#error(error, text);
    }
    const tookMs = performance.now() - startMs;
    this.row.executions += 1;
    this.row.slowestMs = Math.max(this.row.slowestMs, tookMs);
    if (tookMs > SLOW_MS) this.#found('slower than two seconds', text);
    if (Object.keys(Object.prototype).length > 0) {
      this.#found('a polluted prototype', text);
      for (const key of Object.keys(Object.prototype)) delete Object.prototype[key];
    }
    if (!this.seen.has(kind) && this.seen.size < MOST_KEPT) {
      this.seen.add(kind);
      this.kept.push(keep);
    }
  }

  #input() {
    const from = this.#any();
    if (this.target.json !== true) {
      const text = mutateText(from, this.random, this.#any());
      return { text, value: undefined, keep: text };
    }
    const value = mutateValue(from, this.random);
    const whole = JSON.stringify(value) ?? 'null';
    // Now and then text that is no JSON any more.
    const text = this.random() < 0.15 ? mutateText(whole, this.random) : whole;
    return { text, value, keep: value };
  }

  #any() {
    return this.kept[Math.floor(this.random() * this.kept.length)];
  }

  #error(error, text) {
    const { code, name, message } = error ?? {};
    const typed = typeof code === 'string' && code.startsWith('MEDKIT_');
    if (typed && !/\n\s+at /.test(message)) this.row.errors += 1;
    else {
      this.row.bad += 1;
      this.#found(`${name}: ${String(message).slice(0, 80)} ${place(error)}`, text);
    }
    return `${code ?? name}: ${String(message)
      .replace(/'[^']*'|"[^"]*"|\d+/g, '#')
      .slice(0, 60)}`;
  }

  #found(what, text) {
    const kind = what.replace(/\d+/g, 'N');
    const known = Object.keys(this.row.findings);
    if (!(kind in this.row.findings) && known.length >= 20) return;
    const one = (this.row.findings[kind] ??= { count: 0, input: text.slice(0, 2000) });
    one.count += 1;
    if (text.length < one.input.length) one.input = text;
  }
}

/** The innermost line of ours that an error came from. */
function place(error) {
  return /at (\S+) /.exec(error?.stack ?? '')?.[1] ?? '';
}

function hash(text) {
  return [...text].reduce((sum, char) => (Math.imul(sum, 31) + char.charCodeAt(0)) >>> 0, 17);
}

/** What an answer looks like, without its figures: new shapes are new ways through the parser. */
function shapeOf(value, depth = 0) {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'number')
    return Number.isNaN(value) ? NOT_A_NUMBER : Number.isFinite(value) ? 'n' : 'infinite';
  if (typeof value !== 'object') return (typeof value)[0];
  if (depth > 3) return '…';
  if (value instanceof Map) return `Map${Math.min(3, value.size)}`;
  if (Array.isArray(value))
    return `[${value
      .slice(0, 3)
      .map((one) => shapeOf(one, depth + 1))
      .join()}]`;
  return `{${Object.keys(value)
    .slice(0, 30)
    .map((key) => `${key.slice(0, 12)}:${shapeOf(value[key], depth + 1)}`)
    .join()}}`;
}
