/** A 12-byte guid prefix as a 12-character latin1 string: a cheap and exact map key. */
export type PrefixKey = string;

export function prefixKey(buffer: Buffer, offset: number): PrefixKey {
  return buffer.toString('latin1', offset, offset + 12);
}

export function prefixBytes(key: PrefixKey): Buffer {
  return Buffer.from(key, 'latin1');
}

/** A guid (prefix and entity id) as a map key. */
export function guidKey(prefix: PrefixKey, entityId: number): string {
  return `${prefix}${String.fromCharCode(entityId >>> 24, (entityId >>> 16) & 0xff, (entityId >>> 8) & 0xff, entityId & 0xff)}`;
}

/** `0101...` in hex, for people. */
export function prefixHex(key: PrefixKey): string {
  return Buffer.from(key, 'latin1').toString('hex');
}
