import { isAllocatorFrame } from './allocator-frames.js';

/** One frame of a call stack, innermost first in a stack. */
export interface StackFrame {
  /** Function name; where the binary is stripped, the address as `0x...`. */
  function: string;
  /** Source file; null when there is no debug information. */
  file: string | null;
  line: number | null;
  /** Binary or library; null when unknown. */
  module: string | null;
  /** False when `function` is only an address. */
  resolved: boolean;
}

/** Memory attributed to one call site. */
export interface AllocationSite {
  /** The function that is charged: the innermost frame that is not an allocation function. */
  function: string;
  file: string | null;
  line: number | null;
  module: string | null;
  resolved: boolean;
  /** Bytes in the measure that was asked for; for counting measures the bytes still held. */
  bytes: number;
  /** Blocks, or calls for measures that count calls. */
  count: number;
  /** The whole stack, innermost frame first. When sites were merged, that of the largest part. */
  stack: StackFrame[];
}

/** A stack, outermost frame first, and its weight: one line of the folded-stack format. */
export interface FoldedStack {
  frames: string[];
  weight: number;
}

/** The frame a stack (innermost first) is charged to: the first one that is not allocation plumbing. */
export function chargedFrame(stack: readonly StackFrame[]): StackFrame {
  return (
    stack.find((frame) => !isAllocatorFrame(frame.function)) ??
    stack[0] ?? { function: '(no stack)', file: null, line: null, module: null, resolved: false }
  );
}

/** A site of a stack that holds `bytes` in `count` blocks. */
export function siteOf(stack: StackFrame[], bytes: number, count: number): AllocationSite {
  return { ...chargedFrame(stack), bytes, count, stack };
}
