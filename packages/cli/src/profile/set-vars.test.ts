import path from 'node:path';
import { expect, it } from 'vitest';
import { parseProfile } from './load-profile.js';
import { setVars } from './set-vars.js';

const profile = parseProfile(
  `
name: x
vars:
  plain: a
  ref: { environment: SOME_REF, default: main }
  setup: { path: '' }
  folder: { path: assets }
  must: { path: null }
start: { kind: local, command: ['x'] }
`,
  'x.yaml',
  '/profiles',
);

it('takes values from flags, the environment and the profile, in this order', () => {
  const given = { must: 'demo', setup: '/opt/a.bash:b.bash' };
  expect(setVars(profile, given, {}).vars).toEqual({
    plain: 'a',
    ref: 'main',
    setup: `/opt/a.bash:${path.resolve('b.bash')}`,
    folder: '/profiles/assets',
    must: path.resolve('demo'),
  });
  expect(setVars(profile, given, { SOME_REF: 'v1' }).vars['ref']).toBe('v1');
  expect(setVars(profile, { ...given, ref: 'v2' }, { SOME_REF: 'v1' }).vars['ref']).toBe('v2');
  expect(setVars(profile, { must: '/d' }, {}).vars['setup']).toBe('');
});

it('says which variable must be set, and which there is not', () => {
  expect(() => setVars(profile, {}, {})).toThrow(/needs must/);
  expect(() => setVars(profile, { mus: 1 }, {})).toThrow(/has no variable 'mus'/);
});
