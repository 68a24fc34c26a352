import { endpoints } from './endpoints.js';
import { API, entitiesOf } from './entities.js';
import type { Gateway } from './gateway.js';

/** The real gateway's version whose answers these are. */
const VERSION = '0.6.0';
const SCHEMA_VERSION = 2;
/** What creating a subscription took, in microseconds: a figure of the right size. */
const SUBSCRIBE_US = 904;

export function rootDocument(gateway: Gateway): unknown {
  const isOn = (name: string): boolean => gateway.params.get(name) === true;
  return {
    api_base: API,
    capabilities: {
      aggregation: false,
      async_actions: true,
      authentication: false,
      bulk_data: true,
      configurations: true,
      cyclic_subscriptions: true,
      data_access: true,
      discovery: true,
      faults: true,
      locking: isOn('locking.enabled'),
      logs: true,
      operations: true,
      scripts: false,
      tls: false,
      triggers: isOn('triggers.enabled'),
      updates: false,
      vendor_extensions: false,
    },
    endpoints: endpoints(),
    name: 'ROS 2 Medkit Gateway',
    version: VERSION,
  };
}

export function versionInfo(): unknown {
  return {
    items: [{ base_uri: API, vendor_info: { name: 'ros2_medkit', version: VERSION }, version: '1.0.0' }],
  };
}

/** Health, with the counters that are there once the gateway has built all of itself. */
export function health(gateway: Gateway, timestampNs: number): unknown {
  return {
    discovery: { mode: 'runtime_only', strategy: 'runtime' },
    status: 'healthy',
    timestamp: timestampNs,
    warning_schema_version: SCHEMA_VERSION,
    warnings: [],
    ...(gateway.complete ? counters(gateway) : {}),
  };
}

function counters(gateway: Gateway): Record<string, unknown> {
  const { data, params } = gateway;
  const capacity = Number(params.get('entity_cache.capacity'));
  const apps = gateway.appCount;
  const components = gateway.hasComponent ? 1 : 0;
  const functions = entitiesOf(gateway, 'functions').length;
  return {
    'x-medkit-data-provider': {
      cold_wait_cap: params.get('data_provider.cold_wait_cap'),
      concurrent_cold_waits: 0,
      evictions_total: data.evictions,
      graph_events_received: 0,
      pool_cap: data.cap,
      pool_hits: data.hits,
      pool_misses: data.misses,
      pool_size: data.size,
      type_change_events: 0,
      unsupported_type_count: 0,
    },
    'x-medkit-entity-cache': {
      apps,
      areas: 0,
      capacity,
      components,
      functions,
      generation: gateway.generation,
      grew: apps + components + functions > capacity,
    },
    'x-medkit-subscription-executor': {
      current_task_age_ms: 0,
      degraded: false,
      graph_events_received: 0,
      last_task_latency_us: data.misses > 0 ? SUBSCRIBE_US : 0,
      max_task_latency_us: data.misses > 0 ? SUBSCRIBE_US : 0,
      queue_depth: 0,
      queue_dropped: 0,
      queue_max_depth_observed: data.misses > 0 ? 1 : 0,
      tasks_completed: data.misses,
      tasks_failed: 0,
      watchdog_trips: 0,
      worker_alive: true,
    },
  };
}
