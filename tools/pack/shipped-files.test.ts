import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { workspacePackages } from './packed-packages.ts';

const LICENSE = readFileSync(path.resolve(import.meta.dirname, '../../LICENSE'), 'utf8');

describe.each(workspacePackages())('what $manifest.name ships', ({ dir, manifest }) => {
  const read = (file: string): string =>
    existsSync(path.join(dir, file)) ? readFileSync(path.join(dir, file), 'utf8') : '';

  it('has the licence, word for word', () => expect(read('LICENSE')).toBe(LICENSE));

  it('has a changelog that begins with its version', () => {
    expect(read('CHANGELOG.md').split('\n')[0]).toContain(`## ${manifest.version}`);
    expect((JSON.parse(read('package.json')) as { files: string[] }).files).toContain('CHANGELOG.md');
  });

  it('has a README that says how to install it', () => {
    expect(read('README.md')).toMatch(new RegExp(`npm install (--save-dev )?${manifest.name}`));
  });
});
