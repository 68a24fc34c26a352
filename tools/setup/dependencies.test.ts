import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { auditProblems, isAllowed, licenceProblems, lockProblems } from './dependencies.js';

const root = path.resolve(import.meta.dirname, '../..');
const json = (file: string): Record<string, unknown> =>
  JSON.parse(readFileSync(path.join(root, file), 'utf8')) as Record<string, unknown>;
const lock = json('package-lock.json');
const manifests = [
  'package.json',
  ...readdirSync(path.join(root, 'packages')).map((name) => `packages/${name}/package.json`),
].map(json);

const withEntry = (entry: object): object => ({
  packages: { '': {}, 'node_modules/x': { version: '1.0.0', ...entry } },
});
const whole = { license: 'MIT', integrity: 'sha512-abc' };

describe('what we depend on', () => {
  it('has licences that may be passed on, checksums, and exact versions', () => {
    expect(licenceProblems(lock)).toEqual([]);
    expect(lockProblems(lock, manifests)).toEqual([]);
  });
});

describe('the check fires', () => {
  it.each(['GPL-3.0', 'AGPL-3.0-only', 'UNLICENSED', '(MIT AND GPL-2.0)', 'SEE LICENSE IN x', '', undefined])(
    'on the licence %j',
    (license) => {
      expect(licenceProblems(withEntry({ ...whole, license }))).toHaveLength(1);
    },
  );

  it('on a missing or weak checksum, a script at install, a range', () => {
    expect(lockProblems(withEntry(whole), [])).toEqual([]);
    expect(lockProblems(withEntry({ ...whole, integrity: undefined }), [])).toHaveLength(1);
    expect(lockProblems(withEntry({ ...whole, integrity: 'sha1-abc' }), [])).toHaveLength(1);
    const scripted = withEntry({ ...whole, hasInstallScript: true });
    expect(lockProblems(scripted, [{ allowScripts: {} }])).toHaveLength(1);
    expect(lockProblems(scripted, [{ allowScripts: { x: false } }])).toEqual([]);
    expect(lockProblems(withEntry(whole), [{ name: 'ours', dependencies: { x: '^1.0.0' } }])).toHaveLength(1);
  });

  it('on a known vulnerability; an audit without an answer is not one without findings', () => {
    const found = { vulnerabilities: { x: { name: 'x', severity: 'high', range: '<2' } } };
    expect(auditProblems(JSON.stringify(found))).toEqual(['x <2: high']);
    expect(auditProblems('{"vulnerabilities": {}}')).toEqual([]);
    expect(auditProblems('{"message": "405"}')).toBeNull();
    expect(auditProblems('')).toBeNull();
  });
});

it('takes one side of an OR and all sides of an AND', () => {
  expect(['MIT', '(MIT OR GPL-3.0)', '(MIT AND Zlib)'].map(isAllowed)).toEqual([true, true, true]);
  expect(['GPL-3.0', '(GPL-3.0 OR LGPL-3.0)', '(MIT AND GPL-3.0)'].map(isAllowed)).toEqual([
    false,
    false,
    false,
  ]);
});
