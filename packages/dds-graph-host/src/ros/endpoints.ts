import type { Distro, GraphNode, NodeShape } from '../graph-plan.js';
import { DdsGraphError } from '../errors.js';
import {
  absoluteName,
  ddsTypeName,
  fullyQualifiedName,
  replyTopic,
  requestTopic,
  topicToDds,
} from './names.js';

/** The few quality-of-service profiles that ROS nodes use. */
export type QosName =
  'topic' | 'rosout' | 'parameter-events' | 'service' | 'parameter-service' | 'discovery-info';

/** One DDS writer or reader of a node, before it has an id. */
export interface EndpointSpec {
  readonly topic: string;
  /** DDS type name. */
  readonly type: string;
  /** ROS type name, which the type hash belongs to. */
  readonly rosType: string;
  readonly qos: QosName;
  /** Services: the number (among the other kind) of the endpoint that makes the pair; -1 otherwise. */
  readonly partner: number;
}

/** A node's endpoints; a writer's number is its place in `writers`, a reader's its place in `readers`. */
export interface NodeEndpoints {
  readonly writers: readonly EndpointSpec[];
  readonly readers: readonly EndpointSpec[];
}

/** Services that rclcpp gives each node: last name segment and type. */
const PARAMETER_SERVICES: readonly (readonly [string, string])[] = [
  ['get_parameters', 'rcl_interfaces/srv/GetParameters'],
  ['get_parameter_types', 'rcl_interfaces/srv/GetParameterTypes'],
  ['set_parameters', 'rcl_interfaces/srv/SetParameters'],
  ['set_parameters_atomically', 'rcl_interfaces/srv/SetParametersAtomically'],
  ['describe_parameters', 'rcl_interfaces/srv/DescribeParameters'],
  ['list_parameters', 'rcl_interfaces/srv/ListParameters'],
];
const TYPE_DESCRIPTION_SERVICE = [
  'get_type_description',
  'type_description_interfaces/srv/GetTypeDescription',
] as const;

const ddsTypes = new Map<string, string>();

function ddsType(type: string): string {
  let name = ddsTypes.get(type);
  if (name === undefined) ddsTypes.set(type, (name = ddsTypeName(type)));
  return name;
}

/**
 * All endpoints of a node in the order they are announced. Throws MEDKIT_DDS_BAD_NAME for names ROS forbids and
 * MEDKIT_DDS_BAD_PLAN for a direction nobody knows.
 */
export function endpointsOf(node: GraphNode, shape: NodeShape, distro: Distro): NodeEndpoints {
  const writers: EndpointSpec[] = [];
  const readers: EndpointSpec[] = [];
  const message = (into: EndpointSpec[], topic: string, rosType: string, qos: QosName): void => {
    into.push({ topic, type: ddsType(rosType), rosType, qos, partner: -1 });
  };
  const service = (name: string, rosType: string, qos: QosName): void => {
    const [request, response] = [`${rosType}_Request`, `${rosType}_Response`];
    const [writer, reader] = [writers.length, readers.length];
    writers.push({
      topic: replyTopic(name),
      type: ddsType(response),
      rosType: response,
      qos,
      partner: reader,
    });
    readers.push({
      topic: requestTopic(name),
      type: ddsType(request),
      rosType: request,
      qos,
      partner: writer,
    });
  };
  const own = fullyQualifiedName(node);
  if (shape === 'full') {
    message(writers, 'rt/rosout', 'rcl_interfaces/msg/Log', 'rosout');
    message(writers, 'rt/parameter_events', 'rcl_interfaces/msg/ParameterEvent', 'parameter-events');
    message(readers, 'rt/parameter_events', 'rcl_interfaces/msg/ParameterEvent', 'parameter-events');
    for (const [name, type] of PARAMETER_SERVICES) service(`${own}/${name}`, type, 'parameter-service');
    if (distro !== 'humble')
      service(`${own}/${TYPE_DESCRIPTION_SERVICE[0]}`, TYPE_DESCRIPTION_SERVICE[1], 'service');
  }
  for (const topic of node.topics) {
    const name = topicToDds(absoluteName(node, topic.name));
    const [publishes, subscribes] = directions(node, topic.direction);
    if (publishes) message(writers, name, topic.type, 'topic');
    if (subscribes) message(readers, name, topic.type, 'topic');
  }
  for (const { name, type } of node.services) service(absoluteName(node, name), type, 'service');
  return { writers, readers };
}

function directions(node: GraphNode, direction: string): [boolean, boolean] {
  switch (direction) {
    case 'publish':
    case 'pub':
      return [true, false];
    case 'subscribe':
    case 'sub':
      return [false, true];
    case 'both':
      return [true, true];
    default:
      throw new DdsGraphError(
        'MEDKIT_DDS_BAD_PLAN',
        `node ${node.name}: topic direction ${JSON.stringify(direction)}; use publish, subscribe or both.`,
      );
  }
}
