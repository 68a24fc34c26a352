/** A synthetic graph: what each node publishes, serves and holds. */
export interface GraphPlan {
  nodes: PlannedNode[];
}

export interface PlannedNode {
  name: string;
  namespace: string;
  topics: { name: string; type: string; direction: 'publish' | 'subscribe' }[];
  services: { name: string; type: string }[];
  params: { name: string; type: 'int'; value: number }[];
}

export interface PlanOptions {
  /** Number of nodes. */
  entities: number;
  topicsPerNode?: number;
  servicesPerNode?: number;
  paramsPerNode?: number;
  /** How many different message types the graph uses. */
  msgTypes?: number;
  /** Namespaces the nodes are spread over, round robin. */
  namespaces?: readonly string[];
}

/** Message types by how common they are in real graphs. */
const TYPES = [
  'std_msgs/msg/String',
  'sensor_msgs/msg/Imu',
  'geometry_msgs/msg/Twist',
  'sensor_msgs/msg/LaserScan',
  'nav_msgs/msg/Odometry',
  'sensor_msgs/msg/JointState',
  'geometry_msgs/msg/PoseStamped',
  'sensor_msgs/msg/BatteryState',
  'diagnostic_msgs/msg/DiagnosticArray',
  'tf2_msgs/msg/TFMessage',
];

/**
 * Plans a graph of nodes with names that never collide.
 * @throws RangeError naming the option that is no whole number in range
 */
export function planGraph(options: PlanOptions): GraphPlan {
  const { entities, topicsPerNode = 2, servicesPerNode = 1, paramsPerNode = 3, msgTypes = 3 } = options;
  whole('entities', entities, 0, 1_000_000);
  whole('topicsPerNode', topicsPerNode, 0, 10_000);
  whole('servicesPerNode', servicesPerNode, 0, 10_000);
  whole('paramsPerNode', paramsPerNode, 0, 10_000);
  whole('msgTypes', msgTypes, 1, 10_000);
  const namespaces = options.namespaces ?? ['/'];
  const shape = { topicsPerNode, servicesPerNode, paramsPerNode, msgTypes };
  return {
    nodes: Array.from({ length: entities }, (_, i) =>
      planNode(`bench_node_${i}`, i, namespaces[i % namespaces.length] ?? '/', shape),
    ),
  };
}

/** What every node of a plan looks like. */
export interface NodeShape {
  topicsPerNode: number;
  servicesPerNode: number;
  paramsPerNode: number;
  msgTypes: number;
}

/** One node; `index` makes its topics and services its own. */
export function planNode(name: string, index: number, namespace: string, shape: NodeShape): PlannedNode {
  return {
    name,
    namespace,
    topics: times(shape.topicsPerNode, (t) => ({
      name: `/bench/n${index}/t${t}`,
      type: messageType((index * shape.topicsPerNode + t) % shape.msgTypes),
      direction: 'publish',
    })),
    services: times(shape.servicesPerNode, (s) => ({
      name: `/bench/n${index}/s${s}`,
      type: 'std_srvs/srv/Trigger',
    })),
    params: times(shape.paramsPerNode, (p) => ({ name: `p${p}`, type: 'int', value: p })),
  };
}

// Beyond the well-known types, made-up ones stand for a graph with many.
function messageType(index: number): string {
  return TYPES[index] ?? `bench_msgs/msg/Type${index}`;
}

function times<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

function whole(name: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new RangeError(`${name}: ${value} is not a whole number from ${min} to ${max}`);
  }
}
