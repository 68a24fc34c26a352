import ssh2 from 'ssh2';
import type { Client, ClientChannel } from 'ssh2';
import { errnoOf, isTargetError, messageOf, TargetError } from '../errors.js';
import { withDeadline } from '../support/with-deadline.js';
import { attempts } from './credentials.js';
import type { Attempt } from './credentials.js';
import { hostKeyCheck } from './host-key-check.js';
import type { HostKeyCheck } from './host-key-check.js';
import type { SshAddress } from './ssh-address.js';
import { hostLabel, parseSshAddress } from './ssh-address.js';
import type { SshOptions } from './ssh-options.js';

/** Seconds until a connection that is not ready is given up. */
const CONNECT_TIMEOUT_S = 15;

/** One connection to a host, opened when needed and again after it broke. */
export class SshConnection {
  readonly address: SshAddress;
  readonly #options: SshOptions;
  #client: Promise<Client> | null = null;
  #closed = false;
  #broken: string | null = null;
  readonly #onBreak = new Set<() => void>();

  constructor(options: SshOptions) {
    this.address = parseSshAddress(options.address);
    this.#options = options;
  }

  /** Why the last connection ended, or null while it stands. */
  get brokenReason(): string | null {
    return this.#broken;
  }

  /** Calls back once when the present connection ends; gives what takes the call back. */
  onBreak(listener: () => void): () => void {
    this.#onBreak.add(listener);
    return () => this.#onBreak.delete(listener);
  }

  /** Connects unless connected. @throws TargetError `MEDKIT_SSH_...` saying which step failed. */
  ready(): Promise<Client> {
    if (this.#closed) {
      return Promise.reject(new TargetError('MEDKIT_TARGET_CLOSED', 'this SSH target was closed'));
    }
    this.#client ??= this.#connect().catch((error: unknown) => {
      this.#client = null;
      throw error;
    });
    return this.#client;
  }

  /** Opens a channel that runs a command string made by `commandLine`. */
  async open(command: string): Promise<ClientChannel> {
    const client = await this.ready();
    const opened = new Promise<ClientChannel>((resolve, reject) => {
      client.exec(command, (error, channel) => (error ? reject(error) : resolve(channel)));
    });
    try {
      return await withDeadline(
        opened,
        this.#options.connectTimeoutS ?? CONNECT_TIMEOUT_S,
        'opening an SSH channel',
      );
    } catch (error) {
      throw isTargetError(error) ? error : this.dropped(messageOf(error));
    }
  }

  /** The error for work that a broken connection cut short. */
  dropped(why: string | null = this.#broken): TargetError {
    const { username, host, port } = this.address;
    return new TargetError(
      'MEDKIT_SSH_DROPPED',
      `the SSH connection to ${username}@${hostLabel(host, port)} broke${why === null ? '' : `: ${why}`}`,
    );
  }

  async close(): Promise<void> {
    this.#closed = true;
    const client = await this.#client?.catch(() => null);
    client?.end();
  }

  #connect(): Promise<Client> {
    const client = new ssh2.Client();
    const check = hostKeyCheck(this.address, this.#options);
    const tried: string[] = [];
    const failure: { own: TargetError | null } = { own: null };
    const silenceS = this.#options.silenceTimeoutS ?? 15;
    const connected = new Promise<Client>((resolve, reject) => {
      client.once('ready', () => resolve(client));
      client.once('error', (error) =>
        reject(failure.own ?? check.refusal() ?? this.#connectError(error, tried)),
      );
      client.once('close', () =>
        reject(failure.own ?? check.refusal() ?? this.dropped('it was closed during login')),
      );
    });
    client.on('error', (error) => (this.#broken = messageOf(error)));
    client.on('close', () => {
      this.#broken ??= 'the other side closed it';
      this.#client = null;
      const listeners = [...this.#onBreak];
      this.#onBreak.clear();
      for (const listener of listeners) listener();
    });
    this.#broken = null;
    client.connect({
      ...this.address,
      readyTimeout: (this.#options.connectTimeoutS ?? CONNECT_TIMEOUT_S) * 1000,
      keepaliveInterval: Math.ceil((silenceS * 1000) / 3),
      keepaliveCountMax: 2,
      hostVerifier: (key: Buffer) => check.verify(key),
      algorithms: { serverHostKey: hostKeyAlgorithms(check) },
      authHandler: this.#authHandler(tried, failure),
    } as ssh2.ConnectConfig);
    return connected;
  }

  #authHandler(tried: string[], failure: { own: TargetError | null }): unknown {
    const queue = attempts(this.address, this.#options);
    const { username } = this.address;
    const next = async (methods: readonly string[] | null): Promise<unknown> => {
      if (methods === null) return { type: 'none', username };
      for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
        if (!offered(one, methods)) continue;
        const secret = await one.load();
        if (secret === null) continue;
        if (!tried.includes(one.name)) tried.push(one.name);
        return { type: one.method, username, ...secret };
      }
      return false;
    };
    return (methods: readonly string[] | null, _partial: boolean, done: (answer: unknown) => void): void => {
      next(methods).then(done, (error: unknown) => {
        failure.own = isTargetError(error) ? error : new TargetError('MEDKIT_SSH_AUTH', messageOf(error));
        done(false);
      });
    };
  }

  #connectError(error: Error & { level?: string }, tried: readonly string[]): TargetError {
    const { username, host, port } = this.address;
    const name = `${username}@${hostLabel(host, port)}`;
    if (error.level === 'client-authentication') {
      const what = tried.length === 0 ? 'nothing to log in with was found' : `tried: ${tried.join(', ')}`;
      return new TargetError('MEDKIT_SSH_AUTH', `${name} refused the login (${what})`, { cause: error });
    }
    if (error.level === 'client-timeout') {
      return new TargetError('MEDKIT_TARGET_TIMEOUT', `${name} did not finish the login in time`, {
        cause: error,
      });
    }
    const why = errnoOf(error) ?? error.message;
    return new TargetError(
      'MEDKIT_SSH_REFUSED',
      `cannot connect to ${name}: ${why}; is an SSH server up there?`,
      {
        cause: error,
      },
    );
  }
}

function offered(attempt: Attempt, methods: readonly string[]): boolean {
  return methods.includes(attempt.method === 'agent' ? 'publickey' : attempt.method);
}

const HOST_KEY_ALGORITHMS = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
];

function hostKeyAlgorithms(check: HostKeyCheck): string[] {
  const preferred = check.preferred.filter((name) => HOST_KEY_ALGORITHMS.includes(name));
  return [...preferred, ...HOST_KEY_ALGORITHMS.filter((name) => !preferred.includes(name))];
}
