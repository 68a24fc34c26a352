/** Schema and default of a message type, as JSON describes them. */
export interface TypeInfo {
  default_value: unknown;
  schema: Record<string, unknown>;
}

const STAMPED = { header: 'std_msgs/msg/Header' };
const VECTOR = 'geometry_msgs/msg/Vector3';

/**
 * Fields of the message types that graphs are made of, from the public definitions of ROS 2. A plain word
 * is a JSON type, `T[]` a sequence and `T[n]` a fixed array.
 */
const FIELDS: Record<string, Record<string, string>> = {
  'builtin_interfaces/msg/Time': { sec: 'integer', nanosec: 'integer' },
  'std_msgs/msg/Header': { stamp: 'builtin_interfaces/msg/Time', frame_id: 'string' },
  'std_msgs/msg/String': { data: 'string' },
  'std_msgs/msg/Int32': { data: 'integer' },
  'geometry_msgs/msg/Vector3': { x: 'number', y: 'number', z: 'number' },
  'geometry_msgs/msg/Point': { x: 'number', y: 'number', z: 'number' },
  'geometry_msgs/msg/Quaternion': { x: 'number', y: 'number', z: 'number', w: 'number' },
  'geometry_msgs/msg/Pose': {
    position: 'geometry_msgs/msg/Point',
    orientation: 'geometry_msgs/msg/Quaternion',
  },
  'geometry_msgs/msg/PoseWithCovariance': { pose: 'geometry_msgs/msg/Pose', covariance: 'number[36]' },
  'geometry_msgs/msg/PoseStamped': { ...STAMPED, pose: 'geometry_msgs/msg/Pose' },
  'geometry_msgs/msg/Twist': { linear: VECTOR, angular: VECTOR },
  'geometry_msgs/msg/TwistWithCovariance': { twist: 'geometry_msgs/msg/Twist', covariance: 'number[36]' },
  'geometry_msgs/msg/Transform': { translation: VECTOR, rotation: 'geometry_msgs/msg/Quaternion' },
  'geometry_msgs/msg/TransformStamped': {
    ...STAMPED,
    child_frame_id: 'string',
    transform: 'geometry_msgs/msg/Transform',
  },
  'tf2_msgs/msg/TFMessage': { transforms: 'geometry_msgs/msg/TransformStamped[]' },
  'nav_msgs/msg/Odometry': {
    ...STAMPED,
    child_frame_id: 'string',
    pose: 'geometry_msgs/msg/PoseWithCovariance',
    twist: 'geometry_msgs/msg/TwistWithCovariance',
  },
  'sensor_msgs/msg/Temperature': { ...STAMPED, temperature: 'number', variance: 'number' },
  'sensor_msgs/msg/Imu': {
    ...STAMPED,
    orientation: 'geometry_msgs/msg/Quaternion',
    orientation_covariance: 'number[9]',
    angular_velocity: VECTOR,
    angular_velocity_covariance: 'number[9]',
    linear_acceleration: VECTOR,
    linear_acceleration_covariance: 'number[9]',
  },
  'sensor_msgs/msg/LaserScan': {
    ...STAMPED,
    angle_min: 'number',
    angle_max: 'number',
    angle_increment: 'number',
    time_increment: 'number',
    scan_time: 'number',
    range_min: 'number',
    range_max: 'number',
    ranges: 'number[]',
    intensities: 'number[]',
  },
  'sensor_msgs/msg/JointState': {
    ...STAMPED,
    name: 'string[]',
    position: 'number[]',
    velocity: 'number[]',
    effort: 'number[]',
  },
  'sensor_msgs/msg/BatteryState': {
    ...STAMPED,
    voltage: 'number',
    temperature: 'number',
    current: 'number',
    charge: 'number',
    capacity: 'number',
    design_capacity: 'number',
    percentage: 'number',
    power_supply_status: 'integer',
    power_supply_health: 'integer',
    power_supply_technology: 'integer',
    present: 'boolean',
    cell_voltage: 'number[]',
    cell_temperature: 'number[]',
    location: 'string',
    serial_number: 'string',
  },
  'diagnostic_msgs/msg/KeyValue': { key: 'string', value: 'string' },
  'diagnostic_msgs/msg/DiagnosticStatus': {
    level: 'integer',
    name: 'string',
    message: 'string',
    hardware_id: 'string',
    values: 'diagnostic_msgs/msg/KeyValue[]',
  },
  'diagnostic_msgs/msg/DiagnosticArray': { ...STAMPED, status: 'diagnostic_msgs/msg/DiagnosticStatus[]' },
  'rcl_interfaces/msg/Log': {
    stamp: 'builtin_interfaces/msg/Time',
    level: 'integer',
    name: 'string',
    msg: 'string',
    file: 'string',
    function: 'string',
    line: 'integer',
  },
  'rcl_interfaces/msg/ParameterValue': {
    type: 'integer',
    bool_value: 'boolean',
    integer_value: 'integer',
    double_value: 'number',
    string_value: 'string',
    byte_array_value: 'string[]',
    bool_array_value: 'boolean[]',
    integer_array_value: 'integer[]',
    double_array_value: 'number[]',
    string_array_value: 'string[]',
  },
  'rcl_interfaces/msg/Parameter': { name: 'string', value: 'rcl_interfaces/msg/ParameterValue' },
  'rcl_interfaces/msg/ParameterEvent': {
    stamp: 'builtin_interfaces/msg/Time',
    node: 'string',
    new_parameters: 'rcl_interfaces/msg/Parameter[]',
    changed_parameters: 'rcl_interfaces/msg/Parameter[]',
    deleted_parameters: 'rcl_interfaces/msg/Parameter[]',
  },
  'ros2_medkit_msgs/msg/Fault': {
    fault_code: 'string',
    severity: 'integer',
    description: 'string',
    first_occurred: 'builtin_interfaces/msg/Time',
    last_occurred: 'builtin_interfaces/msg/Time',
    last_passed: 'builtin_interfaces/msg/Time',
    occurrence_count: 'integer',
    status: 'string',
    reporting_sources: 'string[]',
  },
  'ros2_medkit_msgs/msg/FaultEvent': {
    event_type: 'string',
    fault: 'ros2_medkit_msgs/msg/Fault',
    timestamp: 'builtin_interfaces/msg/Time',
    auto_cleared_codes: 'string[]',
  },
};

const PLAIN: Record<string, unknown> = { string: '', integer: 0, number: 0, boolean: false };
const known = new Map<string, TypeInfo | null>();

/** Schema and default of a message type; null for one that cannot be looked up. */
export function typeInfo(type: string): TypeInfo | null {
  const found = known.get(type);
  if (found !== undefined) return found;
  const made = Object.hasOwn(FIELDS, type)
    ? { default_value: defaultOf(type), schema: schemaOf(type) }
    : null;
  // Only what exists is kept, so that made-up names do not pile up.
  if (made) known.set(type, made);
  return made;
}

function schemaOf(type: string): Record<string, unknown> {
  const [, of] = /^(.+)\[\d*\]$/.exec(type) ?? [];
  if (of !== undefined) return { items: schemaOf(of), type: 'array' };
  if (type in PLAIN) return { type };
  return { properties: mapFields(type, schemaOf), type: 'object' };
}

function defaultOf(type: string): unknown {
  const [, of = '', length = ''] = /^(.+)\[(\d*)\]$/.exec(type) ?? [];
  if (of !== '') return length === '' ? null : Array.from({ length: Number(length) }, () => defaultOf(of));
  return type in PLAIN ? PLAIN[type] : mapFields(type, defaultOf);
}

function mapFields(type: string, of: (field: string) => unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(FIELDS[type] ?? {})
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, field]) => [name, of(field)]),
  );
}

const SERVICES: Record<string, { request: Record<string, string>; response: Record<string, string> }> = {
  'std_srvs/srv/Trigger': {
    request: { structure_needs_at_least_one_member: 'integer' },
    response: { success: 'boolean', message: 'string' },
  },
  'ros2_medkit_msgs/srv/ReportFault': {
    request: {
      fault_code: 'string',
      event_type: 'integer',
      severity: 'integer',
      description: 'string',
      source_id: 'string',
    },
    response: { accepted: 'boolean' },
  },
  'ros2_medkit_msgs/srv/ClearFault': {
    request: { fault_code: 'string', skip_correlation_auto_clear: 'boolean' },
    response: { success: 'boolean', message: 'string', auto_cleared_codes: 'string[]' },
  },
};

/** Schemas of a service's request and response; empty for one that cannot be looked up. */
export function serviceInfo(type: string): Record<string, unknown> {
  const fields = SERVICES[type];
  if (!fields) return {};
  const schema = (of: Record<string, string>): Record<string, unknown> => ({
    properties: Object.fromEntries(
      Object.entries(of)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, field]) => [name, schemaOf(field)]),
    ),
    type: 'object',
  });
  return { request: schema(fields.request), response: schema(fields.response) };
}
