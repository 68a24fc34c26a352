const EXECUTION = 'executions/{execution_id}';
const ID = { areas: 'area_id', components: 'component_id', apps: 'app_id', functions: 'function_id' };

const LOCKS = crud('locks', 'lock_id', ['POST', 'GET', 'GET one', 'PUT one', 'DELETE one']);
const SUBSCRIPTIONS = [
  'GET cyclic-subscriptions/{subscription_id}/events',
  ...crud('cyclic-subscriptions', 'subscription_id', ['POST', 'GET', 'GET one', 'PUT one', 'DELETE one']),
];
const SCRIPTS = [
  ...crud('scripts', 'script_id', ['POST', 'GET', 'GET one', 'DELETE one']),
  'POST scripts/{script_id}/executions',
  ...['GET', 'PUT', 'DELETE'].map((method) => `${method} scripts/{script_id}/${EXECUTION}`),
];
const OPERATION = 'operations/{operation_id}';

/** Routes of every type of entity, method and path below the entity. */
const COMMON = [
  'GET data/{data_id}',
  'PUT data/{data_id}',
  'GET data-categories',
  'GET data-groups',
  'GET data',
  'GET operations',
  `POST ${OPERATION}/executions`,
  `GET ${OPERATION}/executions`,
  ...['GET', 'PUT', 'DELETE'].map((method) => `${method} ${OPERATION}/${EXECUTION}`),
  `GET ${OPERATION}`,
  ...crud('configurations', 'config_id', ['GET', 'GET one', 'PUT one', 'DELETE one', 'DELETE']),
  ...crud('faults', 'fault_code', ['GET', 'GET one', 'DELETE one', 'DELETE']),
  'GET logs',
  'GET logs/configuration',
  'PUT logs/configuration',
  'GET bulk-data',
  'GET bulk-data/{category_id}',
  'GET bulk-data/{category_id}/{file_id}',
  'POST bulk-data/{category_id}',
  'DELETE bulk-data/{category_id}/{file_id}',
  'GET triggers/{trigger_id}/events',
  ...crud('triggers', 'trigger_id', ['POST', 'GET', 'GET one', 'PUT one', 'DELETE one']),
];

const OWN: Record<keyof typeof ID, readonly string[]> = {
  areas: ['GET components', 'GET subareas', 'GET contains'],
  components: [...SUBSCRIPTIONS, ...LOCKS, ...SCRIPTS, 'GET subcomponents', 'GET hosts', 'GET depends-on'],
  apps: [...SUBSCRIPTIONS, ...LOCKS, ...SCRIPTS, 'GET is-located-on', 'GET belongs-to', 'GET depends-on'],
  functions: [...SUBSCRIPTIONS, 'GET hosts'],
};

const TRANSITIONS = ['start', 'restart', 'force-restart', 'shutdown', 'force-shutdown'];

/** Every route as the root document lists it, method first. */
export function endpoints(): string[] {
  const entities = Object.keys(ID) as (keyof typeof ID)[];
  return [
    ...crud('fault-triggers', 'trigger_id', ['GET', 'POST', 'DELETE one']).map((route) =>
      under('apps/{app_id}', route),
    ),
    ...['health', '', 'version-info', 'areas', 'apps', 'components', 'functions'].map(
      (path) => `GET ${path}`,
    ),
    ...entities.flatMap((type) => [
      ...[...COMMON, ...OWN[type]].map((route) => under(`${type}/{${ID[type]}}`, route)),
      `GET ${type}/{${ID[type]}}`,
    ]),
    ...nestedBulkData('areas/{area_id}/subareas/{subarea_id}'),
    ...nestedBulkData('components/{component_id}/subcomponents/{subcomponent_id}'),
    'GET faults/stream',
    'GET faults',
    'DELETE faults',
    'GET updates',
    'POST updates',
    'GET updates/{update_id}/status',
    ...['prepare', 'execute', 'automated'].map((step) => `PUT updates/{update_id}/${step}`),
    'GET updates/{update_id}',
    'DELETE updates/{update_id}',
    ...['authorize', 'token', 'revoke'].map((step) => `POST auth/${step}`),
    ...['apps/{app_id}', 'components/{component_id}'].flatMap((entity) => [
      ...TRANSITIONS.map((step) => `PUT ${entity}/status/${step}`),
      `GET ${entity}/status`,
    ]),
    'GET docs',
    'GET {entity-path}/docs',
  ].map((route) => route.replace(' ', ' /api/v1/'));
}

function crud(resource: string, id: string, methods: readonly string[]): string[] {
  return methods.map((text) => {
    const [method = '', one] = text.split(' ');
    return `${method} ${resource}${one === undefined ? '' : `/{${id}}`}`;
  });
}

function under(entity: string, route: string): string {
  return route.replace(' ', ` ${entity}/`);
}

function nestedBulkData(entity: string): string[] {
  return ['', '/{category_id}', '/{category_id}/{file_id}'].map((rest) => `GET ${entity}/bulk-data${rest}`);
}
