import { createHmac, createHash, timingSafeEqual } from 'node:crypto';
import { hostLabel } from './ssh-address.js';

/** One usable line of a known_hosts file (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"). */
export interface KnownHost {
  revoked: boolean;
  patterns: string[];
  keyType: string;
  key: Buffer;
}

/** What the files say of a key. */
export type HostKeyVerdict = 'known' | 'unknown' | 'changed' | 'revoked';

/** Reads the lines that can be used; comments, authorities and lines that make no sense are passed over. */
export function parseKnownHosts(text: string): KnownHost[] {
  const hosts: KnownHost[] = [];
  for (const line of text.split(/\r?\n/)) {
    const fields = line.trim().split(/\s+/);
    const marker = fields[0]?.startsWith('@') ? fields.shift() : undefined;
    const [names, keyType, base64] = fields;
    if (names === undefined || names.startsWith('#') || keyType === undefined || base64 === undefined)
      continue;
    // A certificate authority vouches for other keys; without certificates it proves nothing here.
    if (marker !== undefined && marker !== '@revoked') continue;
    const key = Buffer.from(base64, 'base64');
    if (keyTypeOf(key) !== keyType) continue;
    hosts.push({ revoked: marker === '@revoked', patterns: names.split(','), keyType, key });
  }
  return hosts;
}

/** Whether `key`, shown by the server, is the one the files have for it. */
export function judgeHostKey(
  known: readonly KnownHost[],
  host: string,
  port: number,
  key: Buffer,
): HostKeyVerdict {
  const mine = entriesFor(known, host, port);
  if (mine.some((entry) => entry.revoked && entry.key.equals(key))) return 'revoked';
  const usable = mine.filter((entry) => !entry.revoked);
  if (usable.some((entry) => entry.key.equals(key))) return 'known';
  // A key of a type that was never seen is refused like a changed one: the server should show a known type.
  return usable.length > 0 ? 'changed' : 'unknown';
}

/** Key types the files have for a server: it is asked for these first. */
export function knownKeyTypes(known: readonly KnownHost[], host: string, port: number): string[] {
  const usable = entriesFor(known, host, port).filter((entry) => !entry.revoked);
  return [...new Set(usable.map((entry) => entry.keyType))];
}

function entriesFor(known: readonly KnownHost[], host: string, port: number): KnownHost[] {
  const label = hostLabel(host, port);
  return known.filter((entry) => matches(entry.patterns, label));
}

/** The line that remembers a server's key. */
export function knownHostLine(host: string, port: number, key: Buffer): string {
  return `${hostLabel(host, port)} ${keyTypeOf(key)} ${key.toString('base64')}\n`;
}

/** The fingerprint as ssh prints it. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The algorithm name a public key blob begins with (RFC 4253, 6.6); empty when it is none. */
export function keyTypeOf(key: Buffer): string {
  if (key.length < 4) return '';
  const length = key.readUInt32BE(0);
  return length > 64 || key.length < 4 + length ? '' : key.toString('latin1', 4, 4 + length);
}

function matches(patterns: readonly string[], label: string): boolean {
  let found = false;
  for (const pattern of patterns) {
    if (pattern.startsWith('|1|')) found ||= matchesHashed(pattern, label);
    else if (pattern.startsWith('!')) {
      if (wildcard(pattern.slice(1), label)) return false;
    } else found ||= wildcard(pattern, label);
  }
  return found;
}

// |1|base64(salt)|base64(HMAC-SHA1(salt, name))
function matchesHashed(pattern: string, label: string): boolean {
  const [, , salt, hash] = pattern.split('|');
  if (salt === undefined || hash === undefined) return false;
  const wanted = Buffer.from(hash, 'base64');
  const actual = createHmac('sha1', Buffer.from(salt, 'base64')).update(label).digest();
  return wanted.length === actual.length && timingSafeEqual(wanted, actual);
}

function wildcard(pattern: string, label: string): boolean {
  const source = pattern
    .toLowerCase()
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`).test(label);
}
