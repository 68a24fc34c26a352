import os from 'node:os';
import { expect, it } from 'vitest';
import { hostLabel, parseSshAddress } from './ssh-address.js';

it('reads user, host and port', () => {
  const me = os.userInfo().username;
  expect(parseSshAddress('u@h')).toEqual({ username: 'u', host: 'h', port: 22 });
  expect(parseSshAddress('h:2222')).toEqual({ username: me, host: 'h', port: 2222 });
  expect(parseSshAddress('ssh://u@h.example:22')).toEqual({ username: 'u', host: 'h.example', port: 22 });
  expect(parseSshAddress('u@[fe80::1%eth0]:2222')).toEqual({
    username: 'u',
    host: 'fe80::1%eth0',
    port: 2222,
  });
});

it('refuses anything else without repeating a password', () => {
  for (const text of [
    '',
    'u@',
    '@h',
    'u@h:',
    'u@h:0',
    'u@h:65536',
    'u@h:x',
    'u h',
    '-oProxy',
    'u@-h',
    'u@h/p',
  ]) {
    expect(() => parseSshAddress(text), text).toThrow(/no SSH address/);
  }
  expect(() => parseSshAddress('u:secret@h')).toThrow(/'u:\*\*\*@h'/);
});

it('names a host as known_hosts does', () => {
  expect([hostLabel('Host', 22), hostLabel('Host', 2222)]).toEqual(['host', '[host]:2222']);
});

it('refuses an endless address at once, and does not repeat it', () => {
  expect(() => parseSshAddress(':'.repeat(1_000_000))).toThrow(/'\(1000000 characters\)' is no SSH address/);
});
