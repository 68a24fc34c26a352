/**
 * The plan of a graph. A structural copy of what the graph generator produces, so that neither package needs the other.
 */
export interface GraphTopic {
  /** Absolute (`/odom`), relative to the node's namespace (`odom`), or private (`~/odom`). */
  readonly name: string;
  /** `pkg/msg/Type`. */
  readonly type: string;
  /** `publish`, `subscribe` or `both` (`pub` and `sub` are accepted). */
  readonly direction: string;
}

export interface GraphService {
  readonly name: string;
  /** `pkg/srv/Type`. */
  readonly type: string;
}

export interface GraphParameter {
  readonly name: string;
  /** `bool`, `integer`, `double`, `string`, or one of them followed by `_array` or `[]`. */
  readonly type: string;
  readonly value: unknown;
}

export interface GraphNode {
  readonly name: string;
  /** `/` or `/a/b`. */
  readonly namespace: string;
  readonly topics: readonly GraphTopic[];
  readonly services: readonly GraphService[];
  readonly params: readonly GraphParameter[];
}

export interface GraphPlan {
  readonly nodes: readonly GraphNode[];
}

/** `full` adds what rclcpp gives every node (rosout, parameter_events, parameter services); `lite` is the plan alone. */
export type NodeShape = 'full' | 'lite';

/** Which ROS 2 wire manners to use: Humble has 24-byte gids, no type hashes and no get_type_description. */
export type Distro = 'humble' | 'jazzy';
