/**
 * Message definitions in one line each, in the order the fields travel. Enough to compute type hashes and to make
 * values of the types that a synthetic graph uses. Services are written as their request and response.
 * `T[]` is a sequence, `T[n]` an array, `string<=n` a bounded string.
 */
const DEFINITIONS: Readonly<Record<string, string>> = {
  'builtin_interfaces/msg/Time': 'int32 sec; uint32 nanosec',
  'builtin_interfaces/msg/Duration': 'int32 sec; uint32 nanosec',
  'std_msgs/msg/Empty': '',
  'std_msgs/msg/Bool': 'bool data',
  'std_msgs/msg/Byte': 'byte data',
  'std_msgs/msg/Char': 'uint8 data',
  'std_msgs/msg/String': 'string data',
  'std_msgs/msg/Float32': 'float32 data',
  'std_msgs/msg/Float64': 'float64 data',
  'std_msgs/msg/Int8': 'int8 data',
  'std_msgs/msg/Int16': 'int16 data',
  'std_msgs/msg/Int32': 'int32 data',
  'std_msgs/msg/Int64': 'int64 data',
  'std_msgs/msg/UInt8': 'uint8 data',
  'std_msgs/msg/UInt16': 'uint16 data',
  'std_msgs/msg/UInt32': 'uint32 data',
  'std_msgs/msg/UInt64': 'uint64 data',
  'std_msgs/msg/Header': 'builtin_interfaces/Time stamp; string frame_id',
  'std_msgs/msg/ColorRGBA': 'float32 r; float32 g; float32 b; float32 a',
  'geometry_msgs/msg/Vector3': 'float64 x; float64 y; float64 z',
  'geometry_msgs/msg/Point': 'float64 x; float64 y; float64 z',
  'geometry_msgs/msg/Quaternion': 'float64 x; float64 y; float64 z; float64 w',
  'geometry_msgs/msg/Pose': 'geometry_msgs/Point position; geometry_msgs/Quaternion orientation',
  'geometry_msgs/msg/PoseStamped': 'std_msgs/Header header; geometry_msgs/Pose pose',
  'geometry_msgs/msg/Twist': 'geometry_msgs/Vector3 linear; geometry_msgs/Vector3 angular',
  'geometry_msgs/msg/TwistStamped': 'std_msgs/Header header; geometry_msgs/Twist twist',
  'geometry_msgs/msg/Transform': 'geometry_msgs/Vector3 translation; geometry_msgs/Quaternion rotation',
  'geometry_msgs/msg/TransformStamped':
    'std_msgs/Header header; string child_frame_id; geometry_msgs/Transform transform',
  'geometry_msgs/msg/PoseWithCovariance': 'geometry_msgs/Pose pose; float64[36] covariance',
  'geometry_msgs/msg/TwistWithCovariance': 'geometry_msgs/Twist twist; float64[36] covariance',
  'geometry_msgs/msg/PoseWithCovarianceStamped':
    'std_msgs/Header header; geometry_msgs/PoseWithCovariance pose',
  'nav_msgs/msg/Odometry':
    'std_msgs/Header header; string child_frame_id; geometry_msgs/PoseWithCovariance pose; geometry_msgs/TwistWithCovariance twist',
  'nav_msgs/msg/Path': 'std_msgs/Header header; geometry_msgs/PoseStamped[] poses',
  'sensor_msgs/msg/Temperature': 'std_msgs/Header header; float64 temperature; float64 variance',
  'sensor_msgs/msg/FluidPressure': 'std_msgs/Header header; float64 fluid_pressure; float64 variance',
  'sensor_msgs/msg/RelativeHumidity': 'std_msgs/Header header; float64 relative_humidity; float64 variance',
  'sensor_msgs/msg/MagneticField':
    'std_msgs/Header header; geometry_msgs/Vector3 magnetic_field; float64[9] magnetic_field_covariance',
  'sensor_msgs/msg/Imu':
    'std_msgs/Header header; geometry_msgs/Quaternion orientation; float64[9] orientation_covariance; geometry_msgs/Vector3 angular_velocity; float64[9] angular_velocity_covariance; geometry_msgs/Vector3 linear_acceleration; float64[9] linear_acceleration_covariance',
  'sensor_msgs/msg/LaserScan':
    'std_msgs/Header header; float32 angle_min; float32 angle_max; float32 angle_increment; float32 time_increment; float32 scan_time; float32 range_min; float32 range_max; float32[] ranges; float32[] intensities',
  'sensor_msgs/msg/JointState':
    'std_msgs/Header header; string[] name; float64[] position; float64[] velocity; float64[] effort',
  'sensor_msgs/msg/BatteryState':
    'std_msgs/Header header; float32 voltage; float32 temperature; float32 current; float32 charge; float32 capacity; float32 design_capacity; float32 percentage; uint8 power_supply_status; uint8 power_supply_health; uint8 power_supply_technology; bool present; float32[] cell_voltage; float32[] cell_temperature; string location; string serial_number',
  'sensor_msgs/msg/NavSatStatus': 'int8 status; uint16 service',
  'sensor_msgs/msg/NavSatFix':
    'std_msgs/Header header; sensor_msgs/NavSatStatus status; float64 latitude; float64 longitude; float64 altitude; float64[9] position_covariance; uint8 position_covariance_type',
  'diagnostic_msgs/msg/KeyValue': 'string key; string value',
  'diagnostic_msgs/msg/DiagnosticStatus':
    'byte level; string name; string message; string hardware_id; diagnostic_msgs/KeyValue[] values',
  'diagnostic_msgs/msg/DiagnosticArray': 'std_msgs/Header header; diagnostic_msgs/DiagnosticStatus[] status',
  'tf2_msgs/msg/TFMessage': 'geometry_msgs/TransformStamped[] transforms',
  'rcl_interfaces/msg/Log':
    'builtin_interfaces/Time stamp; uint8 level; string name; string msg; string file; string function; uint32 line',
  'rcl_interfaces/msg/ParameterValue':
    'uint8 type; bool bool_value; int64 integer_value; float64 double_value; string string_value; byte[] byte_array_value; bool[] bool_array_value; int64[] integer_array_value; float64[] double_array_value; string[] string_array_value',
  'rcl_interfaces/msg/Parameter': 'string name; rcl_interfaces/ParameterValue value',
  'rcl_interfaces/msg/ParameterEvent':
    'builtin_interfaces/Time stamp; string node; rcl_interfaces/Parameter[] new_parameters; rcl_interfaces/Parameter[] changed_parameters; rcl_interfaces/Parameter[] deleted_parameters',
  'rcl_interfaces/msg/FloatingPointRange': 'float64 from_value; float64 to_value; float64 step',
  'rcl_interfaces/msg/IntegerRange': 'int64 from_value; int64 to_value; uint64 step',
  'rcl_interfaces/msg/ParameterDescriptor':
    'string name; uint8 type; string description; string additional_constraints; bool read_only; bool dynamic_typing; rcl_interfaces/FloatingPointRange[<=1] floating_point_range; rcl_interfaces/IntegerRange[<=1] integer_range',
  'rcl_interfaces/msg/SetParametersResult': 'bool successful; string reason',
  'rcl_interfaces/msg/ListParametersResult': 'string[] names; string[] prefixes',
  'rcl_interfaces/srv/DescribeParameters_Request': 'string[] names',
  'rcl_interfaces/srv/DescribeParameters_Response': 'rcl_interfaces/ParameterDescriptor[] descriptors',
  'rcl_interfaces/srv/GetParameterTypes_Request': 'string[] names',
  'rcl_interfaces/srv/GetParameterTypes_Response': 'uint8[] types',
  'rcl_interfaces/srv/GetParameters_Request': 'string[] names',
  'rcl_interfaces/srv/GetParameters_Response': 'rcl_interfaces/ParameterValue[] values',
  'rcl_interfaces/srv/ListParameters_Request': 'string[] prefixes; uint64 depth',
  'rcl_interfaces/srv/ListParameters_Response': 'rcl_interfaces/ListParametersResult result',
  'rcl_interfaces/srv/SetParameters_Request': 'rcl_interfaces/Parameter[] parameters',
  'rcl_interfaces/srv/SetParameters_Response': 'rcl_interfaces/SetParametersResult[] results',
  'rcl_interfaces/srv/SetParametersAtomically_Request': 'rcl_interfaces/Parameter[] parameters',
  'rcl_interfaces/srv/SetParametersAtomically_Response': 'rcl_interfaces/SetParametersResult result',
  'type_description_interfaces/msg/FieldType':
    'uint8 type_id; uint64 capacity; uint64 string_capacity; string<=255 nested_type_name',
  'type_description_interfaces/msg/Field':
    'string name; type_description_interfaces/FieldType type; string default_value',
  'type_description_interfaces/msg/IndividualTypeDescription':
    'string<=255 type_name; type_description_interfaces/Field[] fields',
  'type_description_interfaces/msg/TypeDescription':
    'type_description_interfaces/IndividualTypeDescription type_description; type_description_interfaces/IndividualTypeDescription[] referenced_type_descriptions',
  'type_description_interfaces/msg/TypeSource': 'string type_name; string encoding; string raw_file_contents',
  'type_description_interfaces/msg/KeyValue': 'string key; string value',
  'type_description_interfaces/srv/GetTypeDescription_Request':
    'string type_name; string type_hash; bool include_type_sources',
  'type_description_interfaces/srv/GetTypeDescription_Response':
    'bool successful; string failure_reason; type_description_interfaces/TypeDescription type_description; type_description_interfaces/TypeSource[] type_sources; type_description_interfaces/KeyValue[] extra_information',
  'std_srvs/srv/Empty_Request': '',
  'std_srvs/srv/Empty_Response': '',
  'std_srvs/srv/Trigger_Request': '',
  'std_srvs/srv/Trigger_Response': 'bool success; string message',
  'std_srvs/srv/SetBool_Request': 'bool data',
  'std_srvs/srv/SetBool_Response': 'bool success; string message',
  'rmw_dds_common/msg/Gid': 'uint8[16] data',
  'rmw_dds_common/msg/NodeEntitiesInfo':
    'string<=256 node_namespace; string<=256 node_name; rmw_dds_common/Gid[] reader_gid_seq; rmw_dds_common/Gid[] writer_gid_seq',
  'rmw_dds_common/msg/ParticipantEntitiesInfo':
    'rmw_dds_common/Gid gid; rmw_dds_common/NodeEntitiesInfo[] node_entities_info_seq',
};

/** How many elements a field has: one, a fixed number, or a sequence with an optional bound. */
export type Multiplicity =
  { kind: 'one' } | { kind: 'array'; size: number } | { kind: 'sequence'; bound: number };

export interface FieldDefinition {
  readonly name: string;
  /** A primitive's name or a full type name (`pkg/msg/Type`). */
  readonly type: string;
  /** The bound of a bounded string, else 0. */
  readonly stringBound: number;
  readonly multiplicity: Multiplicity;
}

const parsed = new Map<string, readonly FieldDefinition[]>();

/** The fields of a type, or `null` when this table does not know it. */
export function fieldsOf(type: string): readonly FieldDefinition[] | null {
  const known = parsed.get(type);
  if (known !== undefined) return known;
  const text = Object.hasOwn(DEFINITIONS, type) ? DEFINITIONS[type] : undefined;
  if (text === undefined) return null;
  const fields = text === '' ? [PLACEHOLDER] : text.split('; ').map(parseField);
  parsed.set(type, fields);
  return fields;
}

/** Names of all types in the table. */
export function knownTypes(): string[] {
  return Object.keys(DEFINITIONS);
}

/** IDL has no empty structures: rosidl puts one byte in. */
const PLACEHOLDER: FieldDefinition = {
  name: 'structure_needs_at_least_one_member',
  type: 'uint8',
  stringBound: 0,
  multiplicity: { kind: 'one' },
};

function parseField(text: string): FieldDefinition {
  const match = /^([a-z0-9_]+(?:\/[A-Za-z0-9]+)?)(?:<=(\d+))?(?:\[(<=)?(\d*)\])? (\w+)$/.exec(text);
  if (match === null) throw new Error(`type table: cannot read field "${text}"`);
  const [, base = '', stringBound, bounded, size, name = ''] = match;
  return {
    name,
    type: base.includes('/') ? base.replace('/', '/msg/') : base,
    stringBound: Number(stringBound ?? 0),
    multiplicity: multiplicityOf(bounded !== undefined, size),
  };
}

function multiplicityOf(bounded: boolean, size: string | undefined): Multiplicity {
  if (size === undefined) return { kind: 'one' };
  if (bounded || size === '') return { kind: 'sequence', bound: Number(size) };
  return { kind: 'array', size: Number(size) };
}
