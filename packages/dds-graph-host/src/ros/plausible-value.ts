import { ByteWriter } from '../wire/byte-writer.js';
import { fieldsOf, type FieldDefinition } from './type-definitions.js';

/** What a made-up value depends on: the same input gives the same bytes. */
export interface ValueSource {
  /** Appears in strings and frame ids. */
  readonly source: string;
  /** Sets one publisher apart from another. */
  readonly phase: number;
  readonly tick: number;
  readonly unixMs: number;
}

const SEQUENCE_LENGTH = 4;

/** A message of the type as little-endian CDR with its encapsulation header; `null` for a type the table does not know. */
export function encodeValue(type: string, source: ValueSource): Buffer | null {
  if (fieldsOf(type) === null) return null;
  const out = new ByteWriter(256);
  out.u32(0x00000100);
  out.markOrigin();
  writeMessage(out, type, source);
  return Buffer.from(out.view());
}

/** Writes the fields of a known type at the present position; false (and nothing written) for an unknown one. */
export function writeMessage(out: ByteWriter, type: string, source: ValueSource): boolean {
  const fields = fieldsOf(type);
  if (fields === null) return false;
  if (type === 'builtin_interfaces/msg/Time') {
    out.align(4);
    out.i32(Math.floor(source.unixMs / 1000));
    out.u32((source.unixMs % 1000) * 1e6);
    return true;
  }
  if (type === 'geometry_msgs/msg/Quaternion') {
    const half = wave(source) / 2;
    out.align(8);
    for (const part of [0, 0, Math.sin(half), Math.cos(half)]) out.f64(part);
    return true;
  }
  for (const field of fields) writeField(out, field, source);
  return true;
}

function writeField(out: ByteWriter, field: FieldDefinition, source: ValueSource): void {
  const { multiplicity } = field;
  if (multiplicity.kind === 'one') {
    writeOne(out, field, source, 0);
    return;
  }
  if (multiplicity.kind === 'array') {
    // Fixed arrays are covariances and identifiers: zero says "unknown" in the first and nothing in the second.
    for (let i = 0; i < multiplicity.size; i++) writePrimitive(out, field.type, 0);
    return;
  }
  const nested = field.type.includes('/');
  const length = Math.min(nested ? 1 : SEQUENCE_LENGTH, multiplicity.bound || Infinity);
  out.align(4);
  out.u32(length);
  for (let i = 0; i < length; i++) writeOne(out, field, source, i);
}

function writeOne(out: ByteWriter, field: FieldDefinition, source: ValueSource, element: number): void {
  if (field.type.includes('/')) writeMessage(out, field.type, source);
  else if (field.type === 'string') out.string(text(field, source, element));
  else
    writePrimitive(
      out,
      field.type,
      field.type.startsWith('float') ? wave(source) + element : source.tick + element,
    );
}

function text(field: FieldDefinition, source: ValueSource, element: number): string {
  if (field.name.endsWith('frame_id')) return `${source.source}_frame`;
  const value = field.name === 'name' ? `${source.source}_${element}` : `${source.source} ${source.tick}`;
  return field.stringBound > 0 ? value.slice(0, field.stringBound) : value;
}

/** A slow sine, shifted for each publisher. */
function wave(source: ValueSource): number {
  return Math.sin(source.tick / 10 + source.phase);
}

function writePrimitive(out: ByteWriter, type: string, value: number): void {
  switch (type) {
    case 'bool':
      out.u8(Math.trunc(value) & 1);
      break;
    case 'byte':
    case 'int8':
    case 'uint8':
      out.u8(Math.trunc(value) & 0x7f);
      break;
    case 'int16':
    case 'uint16':
      out.align(2);
      out.u16(Math.trunc(value) & 0x7fff);
      break;
    case 'int32':
    case 'uint32':
      out.align(4);
      out.u32(Math.trunc(value) & 0x7fffffff);
      break;
    case 'int64':
    case 'uint64':
      out.align(8);
      out.i64(BigInt(Math.trunc(value)));
      break;
    case 'float32':
      out.align(4);
      out.f32(value);
      break;
    case 'float64':
      out.align(8);
      out.f64(value);
      break;
    case 'string':
      out.string('');
      break;
  }
}
