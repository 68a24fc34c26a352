/** A 12-byte guid prefix as a 12-character latin1 string: a cheap and exact map key. */
export type PrefixKey = string;

export function prefixKey(buffer: Buffer, offset: number): PrefixKey {
  return buffer.toString('latin1', offset, offset + 12);
}

/** `0101...` in hex, for people. */
export function prefixHex(key: PrefixKey): string {
  return Buffer.from(key, 'latin1').toString('hex');
}
