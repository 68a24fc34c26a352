import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { messageOf, TargetError } from '../errors.js';

/** Where a Docker engine is, and how that was decided. */
export interface EngineAddress {
  /** `unix:///…`, `tcp://host:port`, `http(s)://…` or `ssh://user@host`. */
  url: string;
  /** What named it: `DOCKER_HOST`, `context NAME` or `default`. */
  source: string;
  tls: EngineTls | null;
}

/** PEM texts for an engine behind TLS. */
export interface EngineTls {
  ca: string | null;
  cert: string | null;
  key: string | null;
  /** False only where the context says so explicitly. */
  verify: boolean;
}

/** The surroundings an address is resolved in; replaced in tests. */
export interface Surroundings {
  env: NodeJS.ProcessEnv;
  home: string;
}

const DEFAULT_URL = 'unix:///var/run/docker.sock';

/**
 * Resolves the engine like the docker command does: an explicit address, `DOCKER_HOST`, `DOCKER_CONTEXT`,
 * the current context of the configuration, the default socket.
 * @throws TargetError `MEDKIT_DOCKER_CONTEXT` when a named context or its certificates cannot be read.
 */
export function resolveEngine(
  explicit?: string,
  around: Surroundings = { env: process.env, home: os.homedir() },
): EngineAddress {
  const { env } = around;
  const configDir = env['DOCKER_CONFIG'] || path.join(around.home, '.docker');
  const certDir = env['DOCKER_CERT_PATH'] || configDir;
  const useTls = Boolean(env['DOCKER_TLS_VERIFY']);
  if (explicit !== undefined) return fromHost(explicit, 'the given address', useTls ? certDir : null);
  if (env['DOCKER_HOST']) return fromHost(env['DOCKER_HOST'], 'DOCKER_HOST', useTls ? certDir : null);
  const name = env['DOCKER_CONTEXT'] || currentContext(configDir);
  if (name === null || name === 'default') return { url: DEFAULT_URL, source: 'default', tls: null };
  return fromContext(name, configDir);
}

function fromHost(host: string, source: string, certDir: string | null): EngineAddress {
  const url = host.includes('://') ? host : `tcp://${host}`;
  if (!/^(unix:\/\/\/|(tcp|https?|ssh):\/\/[^/]+)/.test(url) || !URL.canParse(url)) {
    throw new TargetError(
      'MEDKIT_DOCKER_CONTEXT',
      `${source} is '${host}', which is no engine address: use unix:///path, tcp://host:port or ssh://user@host`,
    );
  }
  const tls = certDir !== null && url.startsWith('tcp:') ? { ...readPems(certDir), verify: true } : null;
  return { url, source, tls };
}

function currentContext(configDir: string): string | null {
  try {
    const config = JSON.parse(readFileSync(path.join(configDir, 'config.json'), 'utf8')) as {
      currentContext?: unknown;
    };
    return typeof config.currentContext === 'string' && config.currentContext !== ''
      ? config.currentContext
      : null;
  } catch {
    // No configuration, or one that the docker command itself would refuse: the default socket.
    return null;
  }
}

// The store names a context's folder by the SHA-256 of its name.
function fromContext(name: string, configDir: string): EngineAddress {
  const id = createHash('sha256').update(name).digest('hex');
  const file = path.join(configDir, 'contexts', 'meta', id, 'meta.json');
  let endpoint: { Host?: unknown; SkipTLSVerify?: unknown } | undefined;
  try {
    const meta = JSON.parse(readFileSync(file, 'utf8')) as { Endpoints?: { docker?: typeof endpoint } };
    endpoint = meta.Endpoints?.docker;
  } catch (error) {
    throw new TargetError(
      'MEDKIT_DOCKER_CONTEXT',
      `the docker context '${name}' cannot be read (${messageOf(error)}); 'docker context ls' lists those that exist`,
      { cause: error },
    );
  }
  const source = `context ${name}`;
  if (typeof endpoint?.Host !== 'string' || endpoint.Host === '') {
    throw new TargetError('MEDKIT_DOCKER_CONTEXT', `the docker ${source} names no engine address (${file})`);
  }
  const pems = readPems(path.join(configDir, 'contexts', 'tls', id, 'docker'));
  const hasTls = pems.ca !== null || pems.cert !== null;
  const tls = hasTls ? { ...pems, verify: endpoint.SkipTLSVerify !== true } : null;
  return { ...fromHost(endpoint.Host, source, null), tls };
}

function readPems(dir: string): { ca: string | null; cert: string | null; key: string | null } {
  const read = (name: string): string | null => {
    try {
      return readFileSync(path.join(dir, name), 'utf8');
    } catch {
      return null;
    }
  };
  return { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') };
}
