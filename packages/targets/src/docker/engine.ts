import Dockerode from 'dockerode';
import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import { dockerError } from './docker-error.js';
import type { EngineAddress } from './engine-address.js';
import { TargetError } from '../errors.js';
import { withDeadline } from '../support/with-deadline.js';

/** Opens a byte channel to a remote engine, such as `docker system dial-stdio` over SSH. */
export type Dial = () => Promise<Duplex>;

/** Seconds an engine gets to answer a small request. */
export const ENGINE_TIMEOUT_S = 30;

/** A Docker engine and how long we wait for its answers. dockerode stays behind this class. */
export class Engine {
  readonly address: EngineAddress;
  readonly docker: Dockerode;
  readonly #timeoutS: number;

  constructor(address: EngineAddress, options: { timeoutS?: number; dial?: Dial } = {}) {
    this.address = address;
    this.#timeoutS = options.timeoutS ?? ENGINE_TIMEOUT_S;
    this.docker = new Dockerode(connection(address, options.dial));
  }

  /**
   * Runs one request with a time limit and turns its failure into a `TargetError`.
   * @param what the request in words, for the message: "starting container X"
   */
  async ask<T>(what: string, work: () => Promise<T>, timeoutS: number = this.#timeoutS): Promise<T> {
    try {
      return await withDeadline(work(), timeoutS, `${what} (engine ${this.address.url})`);
    } catch (error) {
      throw dockerError(error, what, this.address);
    }
  }
}

// The modem mixes DOCKER_HOST of the environment into whatever it is given: every key it could take
// from there is set here, to undefined where it does not apply.
function connection(address: EngineAddress, dial: Dial | undefined): Dockerode.DockerOptions {
  const blank = {
    socketPath: undefined,
    host: undefined,
    port: undefined,
    protocol: undefined,
    username: undefined,
    ca: undefined,
    cert: undefined,
    key: undefined,
    timeout: undefined,
    pathPrefix: '/',
  };
  return { ...blank, ...place(address, dial) } as unknown as Dockerode.DockerOptions;
}

function place(address: EngineAddress, dial: Dial | undefined): Record<string, unknown> {
  const { url, tls } = address;
  if (url.startsWith('unix://')) return { socketPath: url.slice('unix://'.length), protocol: 'http' };
  if (url.startsWith('ssh://')) {
    if (dial === undefined) {
      throw new TargetError(
        'MEDKIT_DOCKER_CONTEXT',
        `the engine ${url} (${address.source}) is reached over SSH: use connectDocker, which opens the connection`,
      );
    }
    return { host: 'localhost', port: 80, protocol: 'http', agent: dialAgent(dial) };
  }
  const { hostname, port, protocol } = new URL(url);
  const secure = tls !== null || protocol === 'https:';
  const at = {
    host: hostname,
    port: Number(port || (secure ? 2376 : 2375)),
    protocol: secure ? 'https' : 'http',
  };
  if (tls === null) return at;
  // An agent of its own carries the choice not to verify, which the modem has no key for.
  const agent = new https.Agent({ rejectUnauthorized: tls.verify });
  return { ...at, ca: tls.ca ?? undefined, cert: tls.cert ?? undefined, key: tls.key ?? undefined, agent };
}

function dialAgent(dial: Dial): http.Agent {
  const agent = new http.Agent();
  const create = (_options: unknown, done: (error: Error | null, stream?: Duplex) => void): void => {
    dial().then(
      (stream) => done(null, stream),
      (error: Error) => done(error),
    );
  };
  return Object.assign(agent, { createConnection: create });
}
