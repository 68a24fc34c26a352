/** A node of the graph as the control route gives it. */
export interface GraphNode {
  name: string;
  namespace: string;
  topics: { name: string; type: string; direction: string }[];
  services: { name: string; type: string }[];
  params: { name: string; type: string; value: unknown }[];
}

/** A node's full name. */
export function fullName(node: GraphNode): string {
  return `${node.namespace === '/' ? '' : node.namespace}/${node.name}`;
}

/** What every node publishes and holds, whatever else it does. */
const COMMON_TOPICS: GraphNode['topics'] = [
  { name: '/parameter_events', type: 'rcl_interfaces/msg/ParameterEvent', direction: 'both' },
  { name: '/rosout', type: 'rcl_interfaces/msg/Log', direction: 'publish' },
];

const COMMON_PARAMS: GraphNode['params'] = [
  { name: 'qos_overrides./parameter_events.publisher.depth', type: 'int', value: 1000 },
  { name: 'qos_overrides./parameter_events.publisher.durability', type: 'string', value: 'volatile' },
  { name: 'qos_overrides./parameter_events.publisher.history', type: 'string', value: 'keep_last' },
  { name: 'qos_overrides./parameter_events.publisher.reliability', type: 'string', value: 'reliable' },
  { name: 'start_type_description_service', type: 'bool', value: true },
  { name: 'use_sim_time', type: 'bool', value: false },
];

/** A node's topics with those that every node has: what it publishes by name, then what it only listens to. */
export function topicsOf(node: GraphNode): GraphNode['topics'] {
  const own = new Set(node.topics.map((topic) => topic.name));
  return [...node.topics, ...COMMON_TOPICS.filter((topic) => !own.has(topic.name))].toSorted(
    (a, b) => listens(a) - listens(b) || byName(a, b),
  );
}

function listens(topic: { direction: string }): number {
  return topic.direction === 'subscribe' ? 1 : 0;
}

/** Parameters of a node with those that every node has, by name. */
export function withCommonParams(params: GraphNode['params']): GraphNode['params'] {
  return [...params, ...COMMON_PARAMS].toSorted(byName);
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
