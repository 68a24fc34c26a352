import { createHash } from 'node:crypto';
import { fieldsOf, type FieldDefinition } from './type-definitions.js';

/** Field type ids of type_description_interfaces/msg/FieldType; +48 array, +96 bounded, +144 unbounded sequence. */
const TYPE_IDS: Readonly<Record<string, number>> = {
  int8: 2, uint8: 3, int16: 4, uint16: 5, int32: 6, uint32: 7, int64: 8, uint64: 9,
  float32: 10, float64: 11, bool: 15, byte: 16, string: 17,
}; // prettier-ignore
const NESTED = 1;
const BOUNDED_STRING = 21;

export const UNKNOWN_TYPE_HASH: string = `RIHS01_${'0'.repeat(64)}`;
const hashes = new Map<string, string>();

/**
 * The ROS 2 type hash (`RIHS01_` and 64 hex digits) of a message, request or response: SHA-256 of the type description
 * as JSON with Python's default separators (REP-2011, rosidl_generator_type_description). All zero for types that the table does not know.
 */
export function typeHash(type: string): string {
  let hash = hashes.get(type);
  if (hash === undefined) {
    hash = fieldsOf(type) === null ? UNKNOWN_TYPE_HASH : computeHash(type);
    hashes.set(type, hash);
  }
  return hash;
}

function computeHash(type: string): string {
  const referenced = new Set<string>();
  collect(type, referenced);
  referenced.delete(type);
  const others = [...referenced].sort().map(describe);
  const text = `{"type_description": ${describe(type)}, "referenced_type_descriptions": [${others.join(', ')}]}`;
  return `RIHS01_${createHash('sha256').update(text).digest('hex')}`;
}

function collect(type: string, into: Set<string>): void {
  if (into.has(type)) return;
  into.add(type);
  for (const field of fieldsOf(type) ?? []) if (field.type.includes('/')) collect(field.type, into);
}

function describe(type: string): string {
  const fields = (fieldsOf(type) ?? []).map(describeField);
  return `{"type_name": "${type}", "fields": [${fields.join(', ')}]}`;
}

function describeField(field: FieldDefinition): string {
  const nested = field.type.includes('/') ? field.type : '';
  let id = nested === '' ? (TYPE_IDS[field.type] ?? 0) : NESTED;
  if (field.stringBound > 0) id = BOUNDED_STRING;
  const { multiplicity } = field;
  let capacity = 0;
  if (multiplicity.kind === 'array') [id, capacity] = [id + 48, multiplicity.size];
  if (multiplicity.kind === 'sequence')
    [id, capacity] = [id + (multiplicity.bound > 0 ? 96 : 144), multiplicity.bound];
  return `{"name": "${field.name}", "type": {"type_id": ${id}, "capacity": ${capacity}, "string_capacity": ${field.stringBound}, "nested_type_name": "${nested}"}}`;
}
