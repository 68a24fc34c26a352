import { expect, it } from 'vitest';
import { configCommand } from './config.js';
import type { Globals } from './globals.js';
import { configKey } from './lane-option.js';
import { LANE_OPTIONS } from './lane-options.js';
import type { Io } from './run-lanes.js';

async function explained(json: boolean): Promise<string> {
  let text = '';
  const io = { stdout: { write: (part: string) => (text += part) } } as unknown as Io;
  const found = { file: null, origins: {}, config: {} };
  const globals = { profile: 'nginx', resultsDir: 'r', quick: false, strict: false, json, found };
  expect(await configCommand(undefined, {}, globals as unknown as Globals, io)).toBe(0);
  return text;
}

it('every setting of every lane is told with its value, whatever its flag is called', async () => {
  const { settings } = JSON.parse(await explained(true)) as { settings: { key: string; value?: unknown }[] };
  const told = new Map(settings.map(({ key, value }) => [key, value]));
  for (const option of LANE_OPTIONS) {
    for (const lane of option.lanes)
      expect(told.get(`${lane}.${configKey(option)}`), option.flag).toBeDefined();
  }
  expect(told.get('heap.heaptrack_duration')).toBe(60);
  expect(told.get('ab.set')).toEqual({});
});

it('for a reader each has a line', async () => {
  expect(await explained(false)).toMatch(/^memcheck\.fail_on_leak +null +default$/m);
});
