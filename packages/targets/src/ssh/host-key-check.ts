import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { messageOf, TargetError } from '../errors.js';
import type { KnownHost } from './known-hosts.js';
import {
  fingerprint,
  judgeHostKey,
  keyTypeOf,
  knownHostLine,
  knownKeyTypes,
  parseKnownHosts,
} from './known-hosts.js';
import type { SshAddress } from './ssh-address.js';
import { hostLabel } from './ssh-address.js';
import type { SshOptions } from './ssh-options.js';

/** Decides on the key a server shows; keeps the reason of a refusal. */
export interface HostKeyCheck {
  /** Host key algorithms to ask for first, so that a server with several shows one that is known. */
  preferred: string[];
  /** Gives true when the key may be trusted. */
  verify(key: Buffer): boolean;
  refusal(): TargetError | null;
}

/** A check against the known_hosts files as they are now. */
export function hostKeyCheck(address: SshAddress, options: SshOptions): HostKeyCheck {
  const files = options.knownHostsFiles ?? [
    path.join(os.homedir(), '.ssh', 'known_hosts'),
    '/etc/ssh/ssh_known_hosts',
  ];
  const known = files.flatMap(readKnown);
  const { host, port } = address;
  let refusal: TargetError | null = null;
  return {
    preferred: knownKeyTypes(known, host, port).flatMap(algorithmsFor),
    verify(key) {
      const verdict = judgeHostKey(known, host, port, key);
      if (verdict === 'known') return true;
      if (verdict === 'unknown' && options.acceptNewHostKey === true) {
        refusal = remember(files[0], address, key);
        return refusal === null;
      }
      refusal = refused(verdict, address, key, files);
      return false;
    },
    refusal: () => refusal,
  };
}

function readKnown(file: string): KnownHost[] {
  try {
    return parseKnownHosts(readFileSync(file, 'utf8'));
  } catch {
    // A file that is not there knows nobody; one that may not be read is treated the same, which refuses.
    return [];
  }
}

// An RSA key signs with either hash; the old SHA-1 form is left out on purpose.
function algorithmsFor(keyType: string): string[] {
  return keyType === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256'] : [keyType];
}

function remember(file: string | undefined, address: SshAddress, key: Buffer): TargetError | null {
  if (file === undefined) return null;
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    appendFileSync(file, knownHostLine(address.host, address.port, key), { mode: 0o600 });
    return null;
  } catch (error) {
    return new TargetError(
      'MEDKIT_SSH_UNKNOWN_HOST',
      `the new host key cannot be kept in ${file}: ${messageOf(error)}`,
    );
  }
}

function refused(
  verdict: 'unknown' | 'changed' | 'revoked',
  address: SshAddress,
  key: Buffer,
  files: readonly string[],
): TargetError {
  const name = hostLabel(address.host, address.port);
  const shown = `${keyTypeOf(key)} ${fingerprint(key)}`;
  if (verdict === 'unknown') {
    return new TargetError(
      'MEDKIT_SSH_UNKNOWN_HOST',
      `${name} shows the key ${shown}, and no known_hosts file has one for it (${files.join(', ')}); ` +
        'check it, then connect once with ssh, or pass --accept-new-host-key',
    );
  }
  const what = verdict === 'revoked' ? 'which is marked as revoked' : 'which is not the one that is known';
  return new TargetError(
    'MEDKIT_SSH_CHANGED_HOST_KEY',
    `${name} shows the key ${shown}, ${what}: somebody may be in between, or the host was set up anew. ` +
      `If you know why, remove the old entry with: ssh-keygen -R '${name}'`,
  );
}
