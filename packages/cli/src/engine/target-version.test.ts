import { describe, expect, it } from 'vitest';
import { versionSchema } from '../profile/version-schema.js';
import { targetVersion } from './target-version.js';

const spec = versionSchema.parse({
  http: 'http://t/version',
  commit_file: '{var:sha}',
  commit_command: ['git', '-C', '{var:source}', 'rev-parse', 'HEAD'],
  variants: [
    { name: 'old', url: 'http://t/health', path: 'schema', present: false },
    { name: 'new', url: 'http://t/health', path: 'schema' },
  ],
  facts: { rmw: { library: 'lib(rmw_[a-z]+_cpp)\\.so' }, distro: { environment: 'ROS_DISTRO' } },
});

function sources(
  health: string | null,
  values: Record<string, string> = { 'var:sha': '', 'var:source': '' },
) {
  const asked: string[] = [];
  return {
    asked,
    values,
    exec: (argv: readonly string[]) => {
      asked.push(argv.join(' '));
      const stdout = argv[0] === 'cat' ? 'not a commit\n' : '505bc2d5c16ccfebc0b213195fed22463c159c2a\n';
      return Promise.resolve({ code: 0, signal: null, stdout, stderr: '', timedOut: false, durationS: 0 });
    },
    get: (url: string) =>
      health === null || url.endsWith('version')
        ? Promise.reject(new Error('refused'))
        : Promise.resolve({ status: 200, body: health, truncated: false }),
    libraries: ['/opt/x/libc.so.6', '/opt/x/librmw_cyclonedds_cpp.so'],
    environment: () => Promise.resolve(new Map([['ROS_DISTRO', 'jazzy']])),
    signal: new AbortController().signal,
  };
}

describe('the version of a target', () => {
  it('is told by what its answers hold, its libraries and its environment', async () => {
    expect(await targetVersion(spec, sources('{"schema": 2}'))).toEqual({
      version: null,
      commit: null,
      variant: 'new',
      facts: { rmw: 'rmw_cyclonedds_cpp', distro: 'jazzy' },
      notes: [],
    });
    expect((await targetVersion(spec, sources('{}'))).variant).toBe('old');
  });

  it('that is none of the known ones is a note, not a failure', async () => {
    const { variant, notes } = await targetVersion(spec, sources(null));
    expect(variant).toBeNull();
    expect(notes).toEqual([expect.stringContaining('none of the versions')]);
  });

  it('asks for a commit only where something says where to look', async () => {
    const silent = sources('{}');
    await targetVersion(spec, silent);
    expect(silent.asked).toEqual([]);
    const told = sources('{}', { 'var:sha': '/ws/sha', 'var:source': '/ws/src' });
    expect((await targetVersion(spec, told)).commit).toBe('505bc2d5c16ccfebc0b213195fed22463c159c2a');
    expect(told.asked).toEqual(['cat -- /ws/sha', 'git -C /ws/src rev-parse HEAD']);
  });
});
