import { expect, it } from 'vitest';
import { forLane } from './for-lane.js';
import { parseProfile } from './load-profile.js';

const profile = parseProfile(
  `
name: two
start:
  kind: local
  command: ['{wrap}', server]
  companions:
    helper: { command: [helper], lanes: [fault] }
subjects:
  main: { comm: server }
  helper: { comm: helper, lanes: [fault] }
params:
  file: p.yaml
  sections:
    helper: { root: [helper], lanes: [fault] }
`,
  'two.yaml',
);

it('keeps what counts in a lane, and leaves out the rest', () => {
  const fault = forLane(profile, 'fault');
  expect(fault.lane).toBe('fault');
  expect(Object.keys(fault.subjects)).toEqual(['main', 'helper']);
  const load = forLane(profile, 'load');
  expect(Object.keys(load.subjects)).toEqual(['main']);
  expect(load.start).toMatchObject({ companions: {} });
  expect(load.params?.sections).toEqual({});
});
