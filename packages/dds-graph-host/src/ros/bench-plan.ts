import type { GraphNode, GraphPlan } from '../graph-plan.js';

/** Message types in the order in which a graph of growing type cardinality takes them up. */
const TYPES = [
  'std_msgs/msg/String',
  'sensor_msgs/msg/Imu',
  'std_msgs/msg/Float64',
  'geometry_msgs/msg/Twist',
  'sensor_msgs/msg/Temperature',
  'nav_msgs/msg/Odometry',
  'sensor_msgs/msg/LaserScan',
  'std_msgs/msg/Bool',
  'geometry_msgs/msg/PoseStamped',
  'sensor_msgs/msg/BatteryState',
  'sensor_msgs/msg/JointState',
  'diagnostic_msgs/msg/DiagnosticArray',
] as const;

export const MAX_MESSAGE_TYPES: number = TYPES.length;

export interface BenchPlanOptions {
  readonly topicsPerNode?: number;
  readonly servicesPerNode?: number;
  readonly paramsPerNode?: number;
  /** How many different message types, 1..12. Default 1. */
  readonly messageTypes?: number;
  /** Number of the first node. */
  readonly from?: number;
}

/** N nodes of the scaling benchmark's shape: two topics, one Trigger service, two parameters each unless told otherwise. */
export function benchPlan(count: number, options: BenchPlanOptions = {}): GraphPlan {
  const { topicsPerNode = 2, servicesPerNode = 1, paramsPerNode = 2, messageTypes = 1, from = 0 } = options;
  const node = (i: number): GraphNode => ({
    name: `bench_node_${i}`,
    namespace: '/',
    topics: times(topicsPerNode, (t) => ({
      name: `/bench_node_${i}/t${t}`,
      type: TYPES[(i * topicsPerNode + t) % Math.min(messageTypes, TYPES.length)] ?? TYPES[0],
      direction: 'publish',
    })),
    services: times(servicesPerNode, (s) => ({
      name: `/bench_node_${i}/s${s}`,
      type: 'std_srvs/srv/Trigger',
    })),
    params: times(paramsPerNode, (p) => ({ name: `p${p}`, type: 'integer', value: i + p })),
  });
  return { nodes: times(count, (i) => node(from + i)) };
}

function times<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}
