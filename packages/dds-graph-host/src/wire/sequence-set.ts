import type { ByteReader } from './byte-reader.js';
import { MAX_BITMAP_BITS } from './constants.js';

/** A window of sequence (or fragment) numbers: everything below `base` is settled, `members` are asked for. */
export interface NumberSet {
  readonly base: number;
  readonly members: readonly number[];
}

const EMPTY: NumberSet = { base: 0, members: [] };

export function readSequenceNumber(input: ByteReader): number {
  const high = input.i32();
  const low = input.u32();
  return high * 4294967296 + low;
}

/** A SequenceNumberSet (9.4.2.6); fails the reader on a base below 0 or more bits than the protocol allows. */
export function readSequenceSet(input: ByteReader): NumberSet {
  return readBitmap(input, readSequenceNumber(input));
}

/** A FragmentNumberSet: the same with a 32-bit base. */
export function readFragmentSet(input: ByteReader): NumberSet {
  return readBitmap(input, input.u32());
}

function readBitmap(input: ByteReader, base: number): NumberSet {
  const bits = input.u32();
  if (input.failed || base < 0 || !Number.isSafeInteger(base) || bits > MAX_BITMAP_BITS) {
    input.failed = true;
    return EMPTY;
  }
  const members: number[] = [];
  for (let word = 0; word < (bits + 31) >> 5; word++) {
    const value = input.u32();
    for (let bit = 0; bit < 32 && word * 32 + bit < bits; bit++) {
      if ((value & (0x80000000 >>> bit)) !== 0) members.push(base + word * 32 + bit);
    }
  }
  return { base, members };
}
