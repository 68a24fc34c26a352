import { DdsGraphError } from '../errors.js';
import type { GraphNode } from '../graph-plan.js';

const TOKEN = /^[A-Za-z_][A-Za-z0-9_]*$/;
const MAX_NAME = 255;
const TYPE = /^([a-z][a-z0-9_]*)\/(msg|srv|action)\/([A-Z][A-Za-z0-9]*(?:_[A-Z][A-Za-z0-9]*)*)$/;

function bad(what: string, given: unknown, rule: string): DdsGraphError {
  return new DdsGraphError(
    'MEDKIT_DDS_BAD_NAME',
    `${what} ${JSON.stringify(given)} is not allowed by ROS 2: ${rule}.`,
  );
}

/** `/ns/name`, checked against the ROS 2 rules for names. Throws MEDKIT_DDS_BAD_NAME. */
export function fullyQualifiedName(node: { name: string; namespace: string }): string {
  if (typeof node.name !== 'string' || !TOKEN.test(node.name) || node.name.length > MAX_NAME) {
    throw bad(
      'node name',
      node.name,
      `letters, digits and underscores, no digit first, at most ${MAX_NAME} characters`,
    );
  }
  const namespace = node.namespace === '' ? '/' : node.namespace;
  if (typeof namespace !== 'string' || !isAbsolute(namespace)) {
    throw bad('namespace', node.namespace, 'starts with / and consists of names separated by single slashes');
  }
  return namespace === '/' ? `/${node.name}` : `${namespace}/${node.name}`;
}

function isAbsolute(name: string): boolean {
  if (name === '/') return true;
  return (
    name.length <= MAX_NAME &&
    name.startsWith('/') &&
    name
      .slice(1)
      .split('/')
      .every((token) => TOKEN.test(token))
  );
}

/** Resolves a topic or service name of a node to its absolute form. Throws MEDKIT_DDS_BAD_NAME. */
export function absoluteName(node: GraphNode, name: string): string {
  const namespace = node.namespace === '/' || node.namespace === '' ? '' : node.namespace;
  let full = String(name);
  if (full.startsWith('~'))
    full = `${namespace}/${node.name}${full.length > 1 && full[1] !== '/' ? '/' : ''}${full.slice(1)}`;
  else if (!full.startsWith('/')) full = `${namespace}/${full}`;
  if (full === '/' || !isAbsolute(full))
    throw bad(
      'topic or service name',
      name,
      'names of letters, digits and underscores, no digit first, separated by single slashes',
    );
  return full;
}

/** `pkg/msg/Type` as DDS says it: `pkg::msg::dds_::Type_`. Throws MEDKIT_DDS_BAD_NAME. */
export function ddsTypeName(type: string): string {
  const match = TYPE.exec(type);
  if (match === null) throw bad('type name', type, 'has the form package/msg/Type or package/srv/Type');
  return `${match[1]}::${match[2]}::dds_::${match[3]}_`;
}

/** The reverse of {@link ddsTypeName}; text of another form is returned as it is. */
export function rosTypeName(ddsType: string): string {
  const match = /^(\w+)::(\w+)::dds_::(\w+)_$/.exec(ddsType);
  return match === null ? ddsType : `${match[1]}/${match[2]}/${match[3]}`;
}

export function topicToDds(absolute: string): string {
  return `rt${absolute}`;
}

export function requestTopic(absolute: string): string {
  return `rq${absolute}Request`;
}

export function replyTopic(absolute: string): string {
  return `rr${absolute}Reply`;
}
