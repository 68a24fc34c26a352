import { expect, it } from 'vitest';
import {
  goodFootprint,
  hostileFootprint,
  nullFootprint,
} from '../../packages/reporters/test/fixtures/footprint.ts';
import { renderChat } from './render-chat.ts';

const run = { run: 'nightly' } as Parameters<typeof renderChat>[1];

it('says verdict and memory in one line a lane', () => {
  const [title, line, ...rest] = renderChat([goodFootprint], run).trimEnd().split('\n');
  expect(title).toBe('medkit-bench nightly');
  expect(line).toMatch(/^footprint of \S+: \w+, \d+ KiB anonymous \(\d+ to \d+\)$/);
  expect(rest).toEqual([]);
});

it('shows unknown as unknown', () => {
  expect(renderChat([nullFootprint], run)).toContain('memory unknown');
});

it('keeps hostile names on one harmless line', () => {
  const text = renderChat([hostileFootprint], run);
  expect(text.trimEnd().split('\n')).toHaveLength(2);
  // eslint-disable-next-line no-control-regex -- what must not be there
  expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F]/);
});
