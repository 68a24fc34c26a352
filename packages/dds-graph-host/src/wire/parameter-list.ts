import { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';
import { PID } from './constants.js';

const PL_CDR_BE = 0x0002;
const PL_CDR_LE = 0x0003;
const CDR_BE = 0x0000;
const CDR_LE = 0x0001;

export function beginParameterList(out: ByteWriter): void {
  out.u8(0);
  out.u8(PL_CDR_LE);
  out.u16(0);
  out.markOrigin();
}

/** A parameter whose value is one little-endian u32. */
export function parameterU32(out: ByteWriter, pid: number, value: number): void {
  out.u16(pid);
  out.u16(4);
  out.u32(value);
}

/** A parameter that holds a CDR string, padded to a multiple of 4. */
export function parameterString(out: ByteWriter, pid: number, text: string): void {
  const at = out.length;
  out.u16(pid);
  out.u16(0);
  out.string(text);
  padParameter(out, at);
}

/** A parameter that holds a sequence of octets given as text. */
export function parameterOctets(out: ByteWriter, pid: number, text: string): void {
  const at = out.length;
  out.u16(pid);
  out.u16(0);
  out.reserve(4 + text.length * 3);
  const size = out.buffer.write(text, out.length + 4, 'utf8');
  out.u32(size);
  out.length += size;
  padParameter(out, at);
}

function padParameter(out: ByteWriter, at: number): void {
  const over = (out.length - at) % 4;
  if (over !== 0) out.zeros(4 - over);
  out.buffer.writeUInt16LE(out.length - at - 4, at + 2);
}

export function endParameterList(out: ByteWriter): void {
  out.u16(PID.sentinel);
  out.u16(0);
}

/** Opens a PL_CDR payload; `null` when the encapsulation is another one. */
export function openParameterList(payload: Buffer): ByteReader | null {
  if (payload.length < 4) return null;
  const kind = payload.readUInt16BE(0);
  if (kind !== PL_CDR_LE && kind !== PL_CDR_BE) return null;
  return new ByteReader(payload, 4, payload.length, kind === PL_CDR_LE);
}

/** Opens a plain CDR payload (little or big endian); `null` when the encapsulation is another one. */
export function openCdr(payload: Buffer): ByteReader | null {
  if (payload.length < 4) return null;
  const kind = payload.readUInt16BE(0);
  if (kind !== CDR_LE && kind !== CDR_BE) return null;
  return new ByteReader(payload, 4, payload.length, kind === CDR_LE);
}

/** Calls `visit` for each parameter with a reader over its value; stops at the sentinel. Returns false when cut short. */
export function eachParameter(list: ByteReader, visit: (pid: number, value: ByteReader) => void): boolean {
  for (;;) {
    const pid = list.u16();
    const size = list.u16();
    if (list.failed) return false;
    if (pid === PID.sentinel) return true;
    if (size > list.remaining) return false;
    visit(pid, new ByteReader(list.buffer, list.offset, list.offset + size, list.littleEndian));
    list.skip(size);
  }
}
