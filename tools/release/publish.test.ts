import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WorkspacePackage } from '../pack/packed-packages.ts';
import { workspacePackages } from '../pack/packed-packages.ts';
import { publishOrder } from './publish-order.ts';
import { main } from './publish.ts';

const one = (name: string, ...dependencies: string[]): WorkspacePackage => ({
  dir: name,
  manifest: {
    name,
    version: '1.0.0',
    dependencies: Object.fromEntries(dependencies.map((d) => [d, '1.0.0'])),
  },
});

describe('the order of publishing', () => {
  it('has leaves before what uses them', () => {
    const order = publishOrder([one('cli', 'a', 'b', 'yaml'), one('b', 'a'), one('a')]);
    expect(order.map(({ manifest }) => manifest.name)).toEqual(['a', 'b', 'cli']);
    expect(publishOrder(workspacePackages()).at(-1)?.manifest.name).toBe('medkit-bench');
  });

  it('refuses a circle', () => {
    expect(() => publishOrder([one('a', 'b'), one('b', 'a')])).toThrow(/circle: a, b/);
  });
});

describe('publishing', () => {
  let dir = '';
  const before = process.env['PATH'];
  beforeEach(() => {
    dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-bench-publish-'));
    vi.spyOn(console, 'log').mockImplementation(() => undefined);
  });
  afterEach(() => {
    process.env['PATH'] = before;
    vi.restoreAllMocks();
    rmSync(dir, { recursive: true });
  });

  /** An npm that notes what it was called with and answers `view` like this. */
  function fakeNpm(view: string): void {
    const file = path.join(dir, 'npm');
    writeFileSync(file, `#!/bin/sh\necho "$@" >> ${dir}/calls\nif [ "$1" = view ]; then ${view}; fi\n`);
    chmodSync(file, 0o755);
    process.env['PATH'] = `${dir}:${before ?? ''}`;
  }
  const published = (): string[] =>
    readFileSync(path.join(dir, 'calls'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('publish'));

  it('publishes what is not there, with provenance', () => {
    fakeNpm('echo "npm error code E404" >&2; exit 1');
    expect(main([])).toBe(0);
    expect(published()).toHaveLength(workspacePackages().length);
    expect(new Set(published())).toEqual(new Set(['publish --access public --provenance']));
  });

  it('leaves alone what is there', () => {
    fakeNpm('echo \'"0.1.0"\'');
    expect(main([])).toBe(0);
    expect(published()).toEqual([]);
  });

  it('stops when the registry does not answer', () => {
    fakeNpm('echo "npm error code ECONNREFUSED" >&2; exit 1');
    expect(() => main([])).toThrow(/did not say whether/);
    expect(published()).toEqual([]);
  });
});
