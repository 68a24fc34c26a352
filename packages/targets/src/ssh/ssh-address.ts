import os from 'node:os';
import { TargetError } from '../errors.js';

/** Characters of an address that an error shows. */
const MOST_SHOWN = 200;

/** Where an SSH server is and as whom to log in. */
export interface SshAddress {
  username: string;
  host: string;
  port: number;
}

/**
 * Reads `[USER@]HOST[:PORT]` or `ssh://[USER@]HOST[:PORT]`; an IPv6 address with a port stands in brackets.
 * @throws TargetError `MEDKIT_SSH_ADDRESS` for anything else, a password in the address included.
 */
export function parseSshAddress(text: string): SshAddress {
  const match =
    /^(?:ssh:\/\/)?(?:([^@:/\s]+)@)?(?:\[([0-9A-Fa-f:.%\w]+)\]|([^@:/[\]\s]+))(?::(\d{1,5}))?\/?$/.exec(text);
  const host = match?.[2] ?? match?.[3];
  const port = Number(match?.[4] ?? 22);
  if (host === undefined || host.startsWith('-') || port < 1 || port > 65_535) {
    throw new TargetError(
      'MEDKIT_SSH_ADDRESS',
      `'${redacted(text)}' is no SSH address: use USER@HOST or USER@HOST:PORT; a password is asked for or read from the environment`,
    );
  }
  return { username: match?.[1] ?? os.userInfo().username, host, port };
}

/** How known_hosts and messages name a server. */
export function hostLabel(host: string, port: number): string {
  return port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
}

function redacted(text: string): string {
  // The search takes the square of a text that is full of colons; and what is cut short may end in a password.
  if (text.length > MOST_SHOWN) return `(${text.length} characters)`;
  return text.replace(/:[^@]*@/, ':***@');
}
