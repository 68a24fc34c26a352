import type { GraphNode, GraphService, GraphTopic } from '../graph-plan.js';
import { fullyQualifiedName, rosTypeName } from './names.js';
import type { DiscoveredNode } from './discovery-info.js';

export interface SeenEndpoint {
  /** DDS topic and type names. */
  readonly topic: string;
  readonly type: string;
  readonly writes: boolean;
}

const LIBRARY_TOPICS = new Set(['/rosout', '/parameter_events']);
const LIBRARY_SERVICES = new Set([
  'get_parameters',
  'get_parameter_types',
  'set_parameters',
  'set_parameters_atomically',
  'describe_parameters',
  'list_parameters',
  'get_type_description',
]);

/**
 * A node of a plan from what discovery tells of it. What the client library gives every node is left out (shape `full`
 * puts it back); parameter values do not travel in discovery, so there are none.
 */
export function nodeFromDiscovery(
  node: DiscoveredNode,
  endpoints: readonly SeenEndpoint[],
): { node: GraphNode; hasLibraryServices: boolean } {
  const topics = new Map<string, GraphTopic>();
  const services: GraphService[] = [];
  const own = fullyQualifiedName(node);
  let hasLibraryServices = false;
  for (const { topic, type, writes } of endpoints) {
    const rosType = rosTypeName(type);
    if (topic.startsWith('rt/')) {
      addTopic(topics, topic.slice(2), rosType, writes ? 'publish' : 'subscribe');
      continue;
    }
    // A server reads requests; a client writes them and is no service of this node.
    const service = /^rq(\/.+)Request$/.exec(topic)?.[1];
    if (service === undefined || writes) continue;
    if (service.startsWith(`${own}/`) && LIBRARY_SERVICES.has(service.slice(own.length + 1)))
      hasLibraryServices = true;
    else services.push({ name: service, type: rosType.replace(/_Request$/, '') });
  }
  const planned = {
    name: node.name,
    namespace: node.namespace,
    topics: [...topics.values()],
    services,
    params: [],
  };
  return { node: planned, hasLibraryServices };
}

function addTopic(topics: Map<string, GraphTopic>, name: string, type: string, direction: string): void {
  if (LIBRARY_TOPICS.has(name)) return;
  const known = topics.get(name);
  topics.set(name, {
    name,
    type,
    direction: known === undefined || known.direction === direction ? direction : 'both',
  });
}
