import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig, validateConfig } from './load-config.js';
import { resolveSettings } from './resolve-settings.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-config-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

describe('settings', () => {
  it('come from defaults, then the configuration, then flags', () => {
    expect(resolveSettings('footprint', false, undefined, {})).toMatchObject({ durationS: 300, repeats: 5 });
    expect(resolveSettings('footprint', true, undefined, {})).toMatchObject({ durationS: 8, quick: true });
    expect(
      resolveSettings('scaling', false, { repeats: 7, entities: [1, 2] }, { repeats: '2' }),
    ).toMatchObject({
      repeats: 2,
      entities: [1, 2],
      durationS: 60,
    });
    expect(resolveSettings('scaling', false, {}, { refreshMs: '200,1000' }).refreshMs).toEqual([200, 1000]);
    expect(resolveSettings('footprint', false, {}, { interval: '100ms' })).toMatchObject({
      intervalS: 0.1,
      memoryIntervalS: 0.1,
    });
  });

  it('name the flag that is wrong', () => {
    expect(() => resolveSettings('scaling', false, {}, { entities: '0,-1,x' })).toThrow(
      /--entities: '0', '-1', 'x'/,
    );
    expect(() => resolveSettings('footprint', false, {}, { load: 'huge' })).toThrow(/--load: 'huge'/);
  });
});

describe('the configuration file', () => {
  it('is read and validated', async () => {
    const file = path.join(dir, 'medkit-bench.config.yaml');
    writeFileSync(file, 'profile: nginx\nscaling:\n  entities: 10,100\n');
    expect((await loadConfig(file)).config).toEqual({ profile: 'nginx', scaling: { entities: '10,100' } });
  });

  it('names unknown keys and the nearest known one', () => {
    expect(() => validateConfig({ scaling: { entitis: 3 } }, 'c.yaml')).toThrow(
      /c\.yaml: unknown key 'scaling\.entitis'/,
    );
    expect(() => validateConfig({ profle: 'x' }, 'c.yaml')).toThrow(/unknown key 'profle'/);
    expect(() => validateConfig({ quick: 'yes' }, 'c.yaml')).toThrow(/quick/);
  });

  it('that cannot be read is one clear error', async () => {
    await expect(loadConfig(path.join(dir, 'absent.yaml'))).rejects.toThrow(/absent\.yaml cannot be read/);
    writeFileSync(path.join(dir, 'broken.yaml'), 'a: [1');
    await expect(loadConfig(path.join(dir, 'broken.yaml'))).rejects.toThrow(/broken\.yaml cannot be read/);
  });
});
