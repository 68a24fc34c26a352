import type { Duplex } from 'node:stream';
import { SshConnection } from '../ssh/ssh-connection.js';
import type { SshOptions } from '../ssh/ssh-options.js';
import { Engine } from './engine.js';
import { resolveEngine } from './engine-address.js';

/** Which engine, and how long to wait for it. */
export interface DockerOptions {
  /** Engine address; default as the docker command finds it (`DOCKER_HOST`, contexts, the local socket). */
  engine?: string;
  /** Seconds an answer may take; default 30. */
  timeoutS?: number;
  /** How to log in to an engine behind `ssh://`. */
  ssh?: Omit<SshOptions, 'address'>;
}

/** @internal An engine that has answered, and what to close when it is no longer needed. */
export interface OpenEngine {
  engine: Engine;
  close(): Promise<void>;
}

/**
 * @internal Opens the way to an engine and asks it for its version.
 * @throws TargetError `MEDKIT_DOCKER_UNREACHABLE`, or an SSH error for an engine behind `ssh://`.
 */
export async function openEngine(options: DockerOptions = {}): Promise<OpenEngine> {
  const address = resolveEngine(options.engine);
  const timeout = options.timeoutS === undefined ? {} : { timeoutS: options.timeoutS };
  const ssh = address.url.startsWith('ssh://')
    ? new SshConnection({ ...options.ssh, address: address.url })
    : null;
  const dial = async (connection: SshConnection): Promise<Duplex> => {
    const channel = await connection.open('docker system dial-stdio');
    channel.stderr.resume();
    return channel;
  };
  const close = async (): Promise<void> => ssh?.close();
  try {
    await ssh?.ready();
    const engine = new Engine(address, { ...timeout, ...(ssh === null ? {} : { dial: () => dial(ssh) }) });
    await engine.ask('asking the engine for its version', () => engine.docker.version());
    return { engine, close };
  } catch (error) {
    await close();
    throw error;
  }
}
