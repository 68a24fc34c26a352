import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';

/** A UDPv4 address. */
export interface Locator {
  readonly address: string;
  readonly port: number;
}

const KIND_UDP_V4 = 1;

export function writeLocator(out: ByteWriter, locator: Locator): void {
  out.u32(KIND_UDP_V4);
  out.u32(locator.port);
  out.zeros(12);
  for (const part of locator.address.split('.')) out.u8(Number(part));
}

/** The locator, or `null` for another transport, an impossible port or a multicast address. */
export function readLocator(input: ByteReader): Locator | null {
  const kind = input.i32();
  const port = input.u32();
  input.skip(12);
  const [a = 0, b = 0, c = 0, d = 0] = input.bytes(4);
  if (input.failed || kind !== KIND_UDP_V4 || port === 0 || port > 65535) return null;
  if (a === 0 || a >= 224) return null;
  return { address: `${a}.${b}.${c}.${d}`, port };
}

/** The address as a 32-bit number, or `null` when it is not dotted IPv4. */
export function ipv4Number(address: string): number | null {
  const parts = address.split('.');
  if (parts.length !== 4) return null;
  let value = 0;
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return null;
    value = value * 256 + Number(part);
  }
  return value;
}
