import type { StackFrame } from '../sites/site.js';
import { GrowableNumbers } from './growable-array.js';

const DEEPEST_STACK = 4096;

/** Strings, instruction pointers and the tree of stacks of a trace; all indices are 1-based, 0 means none. */
export class TraceSymbols {
  readonly strings: string[] = [];
  private readonly addresses: string[] = [];
  private readonly modules = new GrowableNumbers();
  // Frames of instruction pointer i (its function, then what was inlined into it) start at frameStart[i], as triples.
  private readonly frameStart = new GrowableNumbers();
  private readonly frames = new GrowableNumbers();
  private readonly nodeIp = new GrowableNumbers();
  private readonly nodeParent = new GrowableNumbers();

  get traceCount(): number {
    return this.nodeIp.length;
  }

  get ipCount(): number {
    return this.addresses.length;
  }

  /** Adds an instruction pointer; `fields` are hexadecimal words: address, module, then (function, file, line)*. */
  addIp(fields: readonly string[]): boolean {
    const [address, module, ...rest] = fields;
    if (address === undefined || module === undefined) return false;
    this.addresses.push(address);
    this.modules.push(Number.parseInt(module, 16));
    this.frameStart.push(this.frames.length);
    // The last frame may be a function alone, without file and line.
    for (let i = 0; i < rest.length; i += 3) {
      for (let k = i; k < i + 3; k++) this.frames.push(Number.parseInt(rest[k] ?? '0', 16));
    }
    return true;
  }

  /** Adds a node of the stack tree; false when it names an instruction pointer or a parent that is not there yet. */
  addTrace(ip: number, parent: number): boolean {
    if (!(ip >= 1 && ip <= this.ipCount) || !(parent >= 0 && parent <= this.nodeIp.length)) return false;
    this.nodeIp.push(ip);
    this.nodeParent.push(parent);
    return true;
  }

  /** The stack of a trace node, innermost frame first, inlined frames included. */
  stack(trace: number): StackFrame[] {
    const stack: StackFrame[] = [];
    for (let node = trace; node >= 1 && stack.length < DEEPEST_STACK; node = this.nodeParent.at(node - 1)) {
      this.addFrames(this.nodeIp.at(node - 1) - 1, stack);
      if (stack.at(-1)?.function === 'main') break; // what calls main is the same for every stack
    }
    return stack;
  }

  private addFrames(ip: number, stack: StackFrame[]): void {
    const module = this.text(this.modules.at(ip));
    const start = this.frameStart.at(ip);
    const end = ip + 1 < this.frameStart.length ? this.frameStart.at(ip + 1) : this.frames.length;
    if (start === end) stack.push({ ...unresolved(this.addresses[ip] ?? '0'), module });
    for (let at = start; at < end; at += 3) {
      const name = this.text(this.frames.at(at));
      const line = this.frames.at(at + 2);
      const file = this.text(this.frames.at(at + 1));
      if (name === null) stack.push({ ...unresolved(this.addresses[ip] ?? '0'), module });
      else
        stack.push({
          function: name,
          file,
          line: file !== null && line > 0 ? line : null,
          module,
          resolved: true,
        });
    }
  }

  private text(index: number): string | null {
    return this.strings[index - 1] ?? null;
  }
}

function unresolved(address: string): StackFrame {
  return { function: `0x${address}`, file: null, line: null, module: null, resolved: false };
}
