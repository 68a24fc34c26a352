import type { GraphParameter } from '../graph-plan.js';
import type { ByteReader } from '../wire/byte-reader.js';
import type { ByteWriter } from '../wire/byte-writer.js';

/** Numbers of rcl_interfaces/msg/ParameterType. */
export const PARAMETER_TYPE = {
  notSet: 0, bool: 1, integer: 2, double: 3, string: 4,
  byteArray: 5, boolArray: 6, integerArray: 7, doubleArray: 8, stringArray: 9,
} as const; // prettier-ignore

export interface ParameterValue {
  readonly type: number;
  readonly value: unknown;
}

const BY_NAME: Readonly<Record<string, number>> = {
  bool: 1, boolean: 1, integer: 2, int: 2, int64: 2, double: 3, float: 3, float64: 3, string: 4,
  byte_array: 5, bool_array: 6, integer_array: 7, int_array: 7, double_array: 8, float_array: 8, string_array: 9,
}; // prettier-ignore

/** A planned parameter in wire terms; a type nobody knows is guessed from the value. */
export function parameterOf(param: GraphParameter): ParameterValue {
  const name = param.type.toLowerCase().replace(/\[\]$/, '_array');
  return { type: BY_NAME[name] ?? guess(param.value), value: param.value };
}

function guess(value: unknown): number {
  if (typeof value === 'boolean') return PARAMETER_TYPE.bool;
  if (typeof value === 'number')
    return Number.isInteger(value) ? PARAMETER_TYPE.integer : PARAMETER_TYPE.double;
  if (typeof value === 'string') return PARAMETER_TYPE.string;
  return PARAMETER_TYPE.notSet;
}

function integer(value: unknown): bigint {
  const number = Number(value);
  return Number.isFinite(number) ? BigInt(Math.trunc(number)) : 0n;
}

/** rcl_interfaces/msg/ParameterValue: every field travels, the one that `type` names counts. */
export function writeParameterValue(out: ByteWriter, { type, value }: ParameterValue): void {
  const list: unknown[] = Array.isArray(value) ? value : [];
  const of = (wanted: number): unknown[] => (type === wanted ? list : []);
  out.u8(type);
  out.u8(type === PARAMETER_TYPE.bool && Boolean(value) ? 1 : 0);
  out.align(8);
  out.i64(type === PARAMETER_TYPE.integer ? integer(value) : 0n);
  out.f64(type === PARAMETER_TYPE.double ? Number(value) : 0);
  out.string(type === PARAMETER_TYPE.string ? String(value) : '');
  sequence(out, of(PARAMETER_TYPE.byteArray), (item) => out.u8(Number(item) & 0xff));
  sequence(out, of(PARAMETER_TYPE.boolArray), (item) => out.u8(item ? 1 : 0));
  sequence(out, of(PARAMETER_TYPE.integerArray), (item) => [out.align(8), out.i64(integer(item))]);
  sequence(out, of(PARAMETER_TYPE.doubleArray), (item) => [out.align(8), out.f64(Number(item))]);
  sequence(out, of(PARAMETER_TYPE.stringArray), (item) => out.string(String(item)));
}

function sequence(out: ByteWriter, items: readonly unknown[], write: (item: unknown) => void): void {
  out.align(4);
  out.u32(items.length);
  for (const item of items) write(item);
}

/** The reverse of {@link writeParameterValue}; the reader's `failed` tells when it was cut short. */
export function readParameterValue(input: ByteReader): ParameterValue {
  const type = input.u8();
  const scalars: unknown[] = [null, input.u8() !== 0];
  input.align(8);
  scalars.push(Number(input.i64()), input.f64(), input.string());
  const many = (bytes: number, read: () => unknown): unknown[] => {
    const items: unknown[] = [];
    const count = input.count(bytes);
    for (let i = 0; i < count && !input.failed; i++) items.push(read());
    return items;
  };
  scalars.push(many(1, () => input.u8()));
  scalars.push(many(1, () => input.u8() !== 0));
  scalars.push(many(8, () => (input.align(8), Number(input.i64()))));
  scalars.push(many(8, () => (input.align(8), input.f64())));
  scalars.push(many(4, () => input.string()));
  return { type, value: scalars[type] ?? null };
}
