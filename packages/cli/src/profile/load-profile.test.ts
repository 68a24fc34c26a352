import { describe, expect, it } from 'vitest';
import { loadProfile, parseProfile, shippedProfileNames } from './load-profile.js';

const minimal = 'name: x\nstart:\n  kind: local\n  command: [true]\n';

describe('profiles', () => {
  it('loads every shipped one', () => {
    expect(shippedProfileNames()).toContain('reference');
    for (const name of shippedProfileNames()) expect(loadProfile(name).name).toBe(name);
  });

  it('suggests the nearest name', () => {
    expect(() => loadProfile('nginxx')).toThrow(/no profile is called 'nginxx'/);
    try {
      loadProfile('nginxx');
    } catch (error) {
      expect((error as { next: string }).next).toContain("'nginx'");
    }
  });

  it('says line and column of malformed YAML', () => {
    expect(() => parseProfile('name: x\nstart: [1, 2\nfoo: }', 'p.yaml')).toThrow(
      /p\.yaml, line \d+, column \d+/,
    );
  });

  it('says where an unknown key stands and what is near', () => {
    expect(() =>
      parseProfile(minimal.replace('command: [true]', "command: ['x']") + 'redy: {}\n', 'p.yaml'),
    ).toThrow(/p\.yaml, line 5, column \d+: unknown key 'redy', did you mean 'ready'\?/);
  });

  it('says which value has the wrong type', () => {
    expect(() => parseProfile(minimal, 'p.yaml')).toThrow(/p\.yaml, line 4, column \d+: start\.command\.0/);
  });

  it('asks from here only where load comes from here', () => {
    const load = (from: string): string =>
      `${minimal.replace('[true]', "['x']")}load: { base_url: 'http://a', paths: [/a], from: ${from}, discover: [{ url: 'http://a/b', path: c }] }\n`;
    expect(parseProfile(load('here'), 'p.yaml').load?.from).toBe('here');
    expect(() => parseProfile(load('target'), 'p.yaml')).toThrow(
      /load\.discover.*only the target can reach/s,
    );
  });

  it('refuses aliases that explode', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefgh'.split('').map(
        (c, i) =>
          `${c}: &${c} [${Array(9)
            .fill('*' + 'abcdefgh'[i])
            .join(',')}]`,
      ),
    ].join('\n');
    expect(() => parseProfile(bomb, 'p.yaml')).toThrow(/p\.yaml/);
  });

  it('refuses a file that is not there', () => {
    expect(() => loadProfile('./nowhere.yaml')).toThrow(/nowhere\.yaml cannot be read/);
  });
});
