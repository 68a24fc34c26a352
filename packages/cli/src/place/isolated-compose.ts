import path from 'node:path';
import { parseDocument, stringify } from 'yaml';
import { badInput, messageOf } from '../errors.js';

type Plain = Record<string, unknown>;

export interface Isolation {
  service: string;
  /** Ports inside the service's container by name. */
  ports: Readonly<Record<string, number>>;
  mounts: readonly { host: string; container: string }[];
  /** Name under which an image that is built is kept. */
  image?: string;
}

/**
 * A compose file whose project cannot meet another one of the same file: fixed names of containers,
 * volumes and networks and published ports are taken out, so that two may be up at once and taking
 * one down touches nothing of the other. Only what was asked for is published, on loopback.
 * @param dir the file's folder, which its relative paths start from
 */
export function isolatedCompose(text: string, dir: string, isolation: Isolation): string {
  const document = parseDocument(text);
  const file = document.errors.length > 0 ? null : plainOf(document, dir);
  const services = isMap(file) ? file['services'] : null;
  if (!isMap(file) || !isMap(services)) throw badInput(`the compose file in ${dir} has no services`);
  if (!isMap(services[isolation.service])) {
    throw badInput(
      `there is no service '${isolation.service}' in the compose file of ${dir}`,
      `it has: ${Object.keys(services).join(', ')}`,
    );
  }
  const own = {
    ...file,
    services: mapValues(services, (service, name) =>
      name === isolation.service ? opened(freed(service, dir), isolation) : freed(service, dir),
    ),
    ...mapSection(file, 'volumes'),
    ...mapSection(file, 'networks'),
  };
  // Older compose reads a bare `yes` as a truth value: in the older YAML it is written in quotes.
  return stringify(own, { version: '1.1' });
}

// Aliases are bounded, so that a few lines cannot expand into gigabytes.
function plainOf(document: ReturnType<typeof parseDocument>, dir: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw badInput(`the compose file in ${dir} cannot be read: ${messageOf(error)}`);
  }
}

// A terminal would turn its log into one stream that cannot be taken apart again.
function freed(service: unknown, dir: string): Plain {
  if (!isMap(service)) return {};
  const { container_name: _name, ports: _ports, tty: _tty, stdin_open: _stdin, ...rest } = service;
  return {
    ...rest,
    ...(rest['build'] === undefined ? {} : { build: builtFrom(rest['build'], dir) }),
    ...(Array.isArray(rest['volumes']) ? { volumes: rest['volumes'].map((one) => mounted(one, dir)) } : {}),
    ...(rest['env_file'] === undefined
      ? {}
      : { env_file: listOf(rest['env_file']).map((one) => absolute(one, dir)) }),
  };
}

function opened(service: Plain, { ports, mounts, image }: Isolation): Plain {
  // A service that stands in a profile is meant all the same: it was named.
  const { profiles: _profiles, ...rest } = service;
  const laidOver = new Set(mounts.map(({ container }) => container));
  const volumes = [
    ...listOf(rest['volumes'] ?? []).filter((volume) => !laidOver.has(targetOf(volume))),
    ...mounts.map(({ host, container }) => `${host}:${container}:ro`),
  ];
  return {
    ...rest,
    ...(image === undefined || rest['build'] === undefined ? {} : { image }),
    ports: Object.entries(ports).map(
      ([name, port]) => `127.0.0.1:$\{MEDKIT_PORT_${name.toUpperCase()}}:${port}`,
    ),
    ...(volumes.length === 0 ? {} : { volumes }),
  };
}

/** Where a volume stands in the container. */
function targetOf(volume: unknown): string {
  if (isMap(volume)) return String(volume['target']);
  const [source = '', target = source] = String(volume).split(':');
  return target;
}

function builtFrom(build: unknown, dir: string): unknown {
  if (typeof build === 'string') return absolute(build, dir);
  return isMap(build) ? { ...build, context: absolute(build['context'] ?? '.', dir) } : build;
}

function mounted(volume: unknown, dir: string): unknown {
  if (typeof volume === 'string') return /^\.{1,2}(\/|:|$)/.test(volume) ? absolute(volume, dir) : volume;
  if (!isMap(volume) || volume['type'] !== 'bind') return volume;
  return { ...volume, source: absolute(volume['source'], dir) };
}

function absolute(file: unknown, dir: string): unknown {
  if (typeof file !== 'string' || file.includes('://') || file.startsWith('$')) return file;
  const [source = '', ...rest] = file.split(':');
  return [path.resolve(dir, source), ...rest].join(':');
}

/** Volumes and networks get the project's own names; those that exist outside of it keep theirs. */
function mapSection(file: Plain, key: 'volumes' | 'networks'): Plain {
  const section = file[key];
  if (!isMap(section)) return {};
  return {
    [key]: mapValues(section, (one) => {
      if (!isMap(one) || one['external'] !== undefined) return one;
      const { name: _name, ...rest } = one;
      return rest;
    }),
  };
}

function mapValues(map: Plain, change: (value: unknown, key: string) => unknown): Plain {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function isMap(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
