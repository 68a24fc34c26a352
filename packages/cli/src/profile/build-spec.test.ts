import { describe, expect, it } from 'vitest';
import { loadProfile, parseProfile } from './load-profile.js';
import { parseBuildSpec } from './build-spec.js';
import { withBuilds } from './with-builds.js';

describe('what names a build', () => {
  it('reads images, refs, commands, variables, environment and parameters', () => {
    expect(
      parseBuildSpec(
        [
          'image=server:pr=1',
          'ref=1234567',
          'command=["./server","-p","{port}"]',
          'var.workspace=/ws=2',
          'env.LD_PRELOAD=/lib/x.so',
          'set.pool.size=4',
        ],
        '--b',
      ),
    ).toEqual({
      profile: null,
      image: 'server:pr=1',
      command: ['./server', '-p', '{port}'],
      vars: { ref: '1234567', workspace: '/ws=2' },
      env: { LD_PRELOAD: '/lib/x.so' },
      params: { 'pool.size': 4 },
    });
  });

  it.each(['main', 'tag=x', 'image=', 'command=./server', 'command=[]', 'command=[1]', 'set.=1', ''])(
    "refuses '%s', naming the flag",
    (text) => {
      expect(() => parseBuildSpec([text], '--a')).toThrow(/--a/);
    },
  );
});

describe('a profile with two builds', () => {
  const docker = parseProfile('name: server\nstart: {kind: docker, image: "server:main"}', 'test');
  const local = parseProfile(
    'name: server\nvars: {ws: null}\nstart: {kind: local, command: [server]}',
    'test',
  );

  it('puts an image in the place of what the profile starts or builds', () => {
    const { builds } = withBuilds(docker, {}, { buildA: [], buildB: ['image=server:pr'] });
    expect(builds?.a.start).toMatchObject({ image: 'server:main' });
    expect(builds?.b.start).toMatchObject({ image: 'server:pr' });
    const built = withBuilds(
      loadProfile('ros2-medkit'),
      {},
      { buildA: ['ref=main'], buildB: ['image=gateway:pr'] },
    );
    expect(built.builds?.a).toMatchObject({ vars: { ref: 'main' }, start: { build: { context: '.' } } });
    expect(built.builds?.b.start).not.toHaveProperty('build');
  });

  it('takes variables that only the builds set', () => {
    const { builds } = withBuilds(local, {}, { buildA: ['var.ws=/main'], buildB: ['var.ws=/pr'] });
    expect([builds?.a.vars['ws'], builds?.b.vars['ws']]).toEqual(['/main', '/pr']);
    const other = withBuilds(local, { ws: '/x' }, { buildA: [], buildB: ['command=["pr"]', 'env.A=1'] });
    expect(other.builds?.b.start).toMatchObject({ command: ['pr'], env: { A: '1' } });
  });

  it.each([
    ['an image where nothing is a container', local, ['image=x'], /has no image/],
    ['a ref that nobody builds', docker, ['ref=main'], /no variable 'ref'/],
    ['a profile that is not there', docker, ['profile=nowhere'], /no profile is called/],
    ['a variable that is not there', docker, ['var.x=1'], /no variable 'x'/],
  ])('refuses %s', (_what, profile, buildB, message) => {
    expect(() =>
      withBuilds(profile, { ...(profile === local ? { ws: '/' } : {}) }, { buildA: [], buildB }),
    ).toThrow(message);
  });

  it('refuses a process that runs already', () => {
    const attach = parseProfile('name: server\nstart: {kind: attach, name: server}', 'test');
    expect(() => withBuilds(attach, {}, { buildA: [], buildB: ['env.A=1'] })).toThrow(/attach/);
  });
});
