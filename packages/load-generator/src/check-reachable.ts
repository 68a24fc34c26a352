import { lookup } from 'node:dns/promises';
import net from 'node:net';
import type { LookupFunction } from 'node:net';
import tls from 'node:tls';
import { LoadError } from './errors.js';
import type { TlsOptions } from './load-options.js';
import { errorCode, isTlsCode } from './outcome.js';

/** Options for every later connection of the run. */
export type ConnectOptions = tls.ConnectionOptions & {
  lookup: LookupFunction;
  autoSelectFamily: boolean;
  keepAlive: boolean;
};

const CONNECT_LIMIT_MS = 10_000;

/**
 * Resolves the host once, opens one connection (with TLS handshake for https) and closes it: a typing
 * error ends as one message instead of a file full of failed requests. No request is sent.
 *
 * @throws LoadError MEDKIT_LOAD_UNREACHABLE or MEDKIT_LOAD_TLS
 */
export async function checkReachable(
  base: URL,
  options: TlsOptions,
  timeoutMs: number,
): Promise<ConnectOptions> {
  const host = base.hostname.replace(/^\[|\]$/g, '');
  const addresses = await resolve(host, base);
  const limitMs = Math.min(timeoutMs, CONNECT_LIMIT_MS);
  let last: LoadError | null = null;
  for (const { address, family } of addresses) {
    const connect: ConnectOptions = {
      // The name is not looked up again: a resolver's latency is not the target's.
      lookup: (_host, wanted, done) => {
        if (wanted.all) done(null, [{ address, family }]);
        else done(null, address, family);
      },
      autoSelectFamily: false,
      // Probes of idle connections begin after a minute: a system call per connection for nothing.
      keepAlive: false,
      ...tlsConnect(options),
    };
    try {
      await connectOnce(base, host, connect, limitMs);
      return connect;
    } catch (error) {
      last = error as LoadError;
    }
  }
  throw last ?? new LoadError('MEDKIT_LOAD_UNREACHABLE', `${base.host} resolves to no address`);
}

async function resolve(host: string, base: URL): Promise<{ address: string; family: number }[]> {
  try {
    return await lookup(host, { all: true });
  } catch (error) {
    throw new LoadError(
      'MEDKIT_LOAD_UNREACHABLE',
      `host ${host} of ${base.href} cannot be resolved (${errorCode(error) ?? 'unknown error'}); check the spelling`,
      { cause: error },
    );
  }
}

function tlsConnect(
  options: TlsOptions,
): Pick<tls.ConnectionOptions, 'ca' | 'servername' | 'rejectUnauthorized'> {
  return {
    ...(options.ca === undefined ? {} : { ca: options.ca }),
    ...(options.servername === undefined ? {} : { servername: options.servername }),
    ...(options.insecure === true ? { rejectUnauthorized: false } : {}),
  };
}

async function connectOnce(base: URL, host: string, connect: ConnectOptions, limitMs: number): Promise<void> {
  const secure = base.protocol === 'https:';
  const port = base.port === '' ? (secure ? 443 : 80) : Number(base.port);
  await new Promise<void>((done, fail) => {
    const serverName = net.isIP(host) === 0 ? { servername: host } : {};
    const socket = secure
      ? tls.connect({ host, port, ...serverName, ...connect })
      : net.connect({ host, port, lookup: connect.lookup });
    const timer = setTimeout(
      () => socket.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })),
      limitMs,
    );
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer);
      socket.destroy();
      done();
    });
    socket.once('error', (error) => {
      clearTimeout(timer);
      socket.destroy();
      fail(describe(error, base, limitMs));
    });
  });
}

function describe(error: Error, base: URL, limitMs: number): LoadError {
  const code = errorCode(error) ?? error.message;
  if (isTlsCode(code) || (base.protocol === 'https:' && code === 'ECONNRESET')) {
    return new LoadError(
      'MEDKIT_LOAD_TLS',
      `TLS with ${base.host} failed: ${oneLine(error.message)} (${code}); give its authority with --ca FILE, the name on its certificate with --servername NAME, accept it unseen with --insecure, or use http://`,
      { cause: error },
    );
  }
  const why = code === 'ETIMEDOUT' ? `no connection within ${limitMs / 1000} s` : code;
  return new LoadError(
    'MEDKIT_LOAD_UNREACHABLE',
    `cannot connect to ${base.host} (${why}); check that the target is up and that the address in --base-url is right`,
    { cause: error },
  );
}

function oneLine(text: string): string {
  return text.trim().split('\n', 1)[0]!.slice(0, 200);
}
