import type { HostNode } from '../core/participant.js';
import type { RequestAnswerer, ServiceRequest } from '../core/user-traffic.js';
import type { ByteReader } from '../wire/byte-reader.js';
import type { ByteWriter } from '../wire/byte-writer.js';
import {
  PARAMETER_TYPE,
  parameterOf,
  readParameterValue,
  writeParameterValue,
  type ParameterValue,
} from './parameter-value.js';
import { writeMessage } from './plausible-value.js';

type Answer = (node: HostNode, body: ByteReader, out: ByteWriter) => boolean;

/** Answers the parameter services from the plan, Trigger and SetBool with success, other known types with plausible values. */
export class NodeServices implements RequestAnswerer {
  private readonly changed = new Map<HostNode, Map<string, ParameterValue>>();
  private calls = 0;

  private readonly answers: Readonly<Record<string, Answer>> = {
    'rcl_interfaces/srv/GetParameters': (node, body, out) => {
      const names = stringList(body);
      out.u32(names.length);
      for (const name of names) writeParameterValue(out, this.value(node, name) ?? NOT_SET);
      return true;
    },
    'rcl_interfaces/srv/GetParameterTypes': (node, body, out) => {
      const names = stringList(body);
      out.u32(names.length);
      for (const name of names) out.u8((this.value(node, name) ?? NOT_SET).type);
      return true;
    },
    'rcl_interfaces/srv/ListParameters': (node, body, out) => {
      const prefixes = stringList(body);
      const names = node.plan.params.map((param) => param.name).filter((name) => matches(name, prefixes));
      const parents = new Set(
        names.filter((name) => name.includes('.')).map((name) => name.slice(0, name.lastIndexOf('.'))),
      );
      writeStrings(out, names);
      writeStrings(out, [...parents]);
      return true;
    },
    'rcl_interfaces/srv/DescribeParameters': (node, body, out) => {
      const names = stringList(body);
      out.u32(names.length);
      for (const name of names) writeDescriptor(out, name, (this.value(node, name) ?? NOT_SET).type);
      return true;
    },
    'rcl_interfaces/srv/SetParameters': (node, body, out) => {
      const results = this.set(node, body, false);
      out.u32(results.length);
      for (const reason of results) writeResult(out, reason);
      return true;
    },
    'rcl_interfaces/srv/SetParametersAtomically': (node, body, out) => {
      writeResult(out, this.set(node, body, true).find((reason) => reason !== '') ?? '');
      return true;
    },
    'type_description_interfaces/srv/GetTypeDescription': (_node, _body, out) => {
      out.u8(0);
      out.string('a graph host keeps no type sources');
      out.string('');
      out.align(4);
      out.zeros(16);
      return true;
    },
    'std_srvs/srv/Trigger': (node, _body, out) => this.success(node, out),
    'std_srvs/srv/SetBool': (node, _body, out) => this.success(node, out),
  };

  answer(request: ServiceRequest, out: ByteWriter): boolean {
    const { node, type, body } = request;
    this.calls += 1;
    const answer = Object.hasOwn(this.answers, type) ? this.answers[type] : undefined;
    if (answer !== undefined) return answer(node, body, out) && !body.failed;
    return writeMessage(out, `${type}_Response`, {
      source: node.plan.name,
      phase: node.firstKey,
      tick: this.calls,
      unixMs: Date.now(),
    });
  }

  forget(node: HostNode): void {
    this.changed.delete(node);
  }

  private success(node: HostNode, out: ByteWriter): boolean {
    out.u8(1);
    out.string(`${node.plan.name} call ${this.calls}`);
    return true;
  }

  private value(node: HostNode, name: string): ParameterValue | null {
    const changed = this.changed.get(node)?.get(name);
    if (changed !== undefined) return changed;
    const planned = node.plan.params.find((param) => param.name === name);
    return planned === undefined ? null : parameterOf(planned);
  }

  /** Sets what may be set; returns for each parameter why it was refused, or ''. Atomically: all of them or none. */
  private set(node: HostNode, body: ByteReader, atomically: boolean): string[] {
    const wanted: [string, ParameterValue][] = [];
    const count = body.count(8);
    for (let i = 0; i < count && !body.failed; i++) wanted.push([body.string(), readParameterValue(body)]);
    if (body.failed) return [];
    const reasons = wanted.map(([name, value]) => this.refusal(node, name, value));
    if (atomically && reasons.some((reason) => reason !== '')) return reasons;
    const changed = this.changed.get(node) ?? new Map<string, ParameterValue>();
    wanted.forEach(([name, value], i) => reasons[i] === '' && changed.set(name, value));
    if (changed.size > 0) this.changed.set(node, changed);
    return reasons;
  }

  private refusal(node: HostNode, name: string, value: ParameterValue): string {
    const known = this.value(node, name);
    if (known === null) return `parameter '${name}' has not been declared`;
    if (known.type !== value.type) return `parameter '${name}' has another type`;
    return '';
  }
}

const NOT_SET: ParameterValue = { type: PARAMETER_TYPE.notSet, value: null };

function stringList(body: ByteReader): string[] {
  const names: string[] = [];
  const count = body.count(4);
  for (let i = 0; i < count && !body.failed; i++) names.push(body.string());
  return names;
}

function writeStrings(out: ByteWriter, texts: readonly string[]): void {
  out.align(4);
  out.u32(texts.length);
  for (const text of texts) out.string(text);
}

function matches(name: string, prefixes: readonly string[]): boolean {
  return prefixes.length === 0 || prefixes.some((prefix) => name === prefix || name.startsWith(`${prefix}.`));
}

function writeDescriptor(out: ByteWriter, name: string, type: number): void {
  out.string(name);
  out.u8(type);
  out.string('');
  out.string('');
  out.u8(0);
  out.u8(0);
  out.align(4);
  out.u32(0);
  out.u32(0);
}

function writeResult(out: ByteWriter, reason: string): void {
  out.u8(reason === '' ? 1 : 0);
  out.string(reason);
}
