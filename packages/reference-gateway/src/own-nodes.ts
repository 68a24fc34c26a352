import type { GraphNode } from './graph-node.js';
import type { Params } from './params.js';

const EVENTS = { name: '/fault_manager/events', type: 'ros2_medkit_msgs/msg/FaultEvent' };

/** The gateway's own node: it listens to faults and logs. */
export const GATEWAY_NODE: GraphNode = {
  name: 'ros2_medkit_gateway',
  namespace: '/diagnostics',
  topics: [
    { ...EVENTS, direction: 'subscribe' },
    { name: '/rosout', type: 'rcl_interfaces/msg/Log', direction: 'both' },
  ],
  services: [],
  params: [],
};

/** The fault manager's node with its services. */
export const FAULT_MANAGER_NODE: GraphNode = {
  name: 'fault_manager',
  namespace: '/',
  topics: [{ ...EVENTS, direction: 'publish' }],
  services: [
    'ReportFault',
    'ListFaults',
    'GetFault',
    'ClearFault',
    'GetSnapshots',
    'GetRosbag',
    'ListRosbags',
    'ListFaultsForEntity',
  ].map((type) => ({
    name: `/fault_manager/${type.replace(/\B[A-Z]/g, (letter) => `_${letter}`).toLowerCase()}`,
    type: `ros2_medkit_msgs/srv/${type}`,
  })),
  params: [],
};

/** The node it asks for parameters with; like every name with a leading underscore it is internal. */
const PARAMETER_CLIENT: GraphNode = {
  name: '_param_client_node',
  namespace: '/',
  topics: [],
  services: [],
  params: [],
};

/** Nodes of the gateway and, when it is up, of the fault manager. */
export function ownNodes(params: Params): GraphNode[] {
  const isUp = params.get('reference.fault_manager') === 'up';
  return [...(isUp ? [FAULT_MANAGER_NODE] : []), GATEWAY_NODE, PARAMETER_CLIENT];
}
