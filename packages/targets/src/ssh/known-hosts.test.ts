import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { judgeHostKey, keyTypeOf, knownHostLine, knownKeyTypes, parseKnownHosts } from './known-hosts.js';

function makeKey(type: string, body: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(type.length);
  return Buffer.concat([length, Buffer.from(type), Buffer.from(body)]);
}

const ed = makeKey('ssh-ed25519', 'one');
const ed2 = makeKey('ssh-ed25519', 'two');
const rsa = makeKey('ssh-rsa', 'three');
const line = (names: string, key: Buffer): string =>
  `${names} ${keyTypeOf(key)} ${key.toString('base64')} note\n`;
const judge = (text: string, host: string, port: number, key: Buffer) =>
  judgeHostKey(parseKnownHosts(text), host, port, key);

it('knows a host by name, by name and port, by pattern and by hash', () => {
  const salt = Buffer.from('0123456789abcdefghij');
  const hash = createHmac('sha1', salt).update('[hidden]:2222').digest('base64');
  const text = `# note\n\n${line('a,10.0.0.1', ed)}${line('[b]:2222', ed2)}${line('*.lab,!bad.lab', rsa)}${line(`|1|${salt.toString('base64')}|${hash}`, ed)}`;
  expect(judge(text, 'A', 22, ed)).toBe('known');
  expect(judge(text, '10.0.0.1', 22, ed)).toBe('known');
  expect(judge(text, 'a', 2222, ed)).toBe('unknown');
  expect(judge(text, 'b', 2222, ed2)).toBe('known');
  expect(judge(text, 'b', 22, ed2)).toBe('unknown');
  expect(judge(text, 'x.lab', 22, rsa)).toBe('known');
  expect(judge(text, 'bad.lab', 22, rsa)).toBe('unknown');
  expect(judge(text, 'hidden', 2222, ed)).toBe('known');
  expect(judge(text, 'hidden', 22, ed)).toBe('unknown');
});

it('tells a changed key and a revoked one', () => {
  expect(judge(line('a', ed), 'a', 22, ed2)).toBe('changed');
  expect(judge(line('a', ed), 'a', 22, rsa)).toBe('changed');
  expect(judge(line('a', ed) + line('a', rsa), 'a', 22, rsa)).toBe('known');
  expect(judge(`@revoked ${line('*', ed)}${line('a', ed)}`, 'a', 22, ed)).toBe('revoked');
  expect(judge(`@revoked ${line('*', ed2)}${line('a', ed)}`, 'a', 22, ed)).toBe('known');
  expect(judge(`@cert-authority ${line('*', ed)}`, 'a', 22, ed)).toBe('unknown');
  expect(knownKeyTypes(parseKnownHosts(line('a', ed) + line('a', rsa) + line('b', ed2)), 'a', 22)).toEqual([
    'ssh-ed25519',
    'ssh-rsa',
  ]);
});

it('remembers a key so that it is known afterwards, for that host and port only', () => {
  const host = fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,20}$/);
  fc.assert(
    fc.property(host, fc.integer({ min: 1, max: 65_535 }), fc.string(), (name, port, body) => {
      const key = makeKey('ssh-ed25519', body);
      const text = knownHostLine(name, port, key);
      expect(judge(text, name, port, key)).toBe('known');
      expect(judge(text, name, port === 22 ? 23 : 22, key)).toBe('unknown');
    }),
  );
});

it('passes over what makes no sense, without throwing or trusting', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(judge(text, 'host', 22, ed)).toBe('unknown');
    }),
  );
  expect(keyTypeOf(Buffer.from([0, 0]))).toBe('');
});
