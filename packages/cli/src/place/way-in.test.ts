import { TargetError } from '@medkit-bench/targets';
import type { ExecResult, HostPidProof } from '@medkit-bench/targets';
import { describe, expect, it } from 'vitest';
import { requireWayIn } from './way-in.js';

const UNSEEN: HostPidProof = { proven: false, pid: null, missing: 'the engine is elsewhere' };
const DONE: ExecResult = { code: 0, signal: null, stdout: '', stderr: '', timedOut: false, durationS: 0 };

const noShell = {
  exec: () =>
    Promise.reject(
      new TargetError('MEDKIT_TARGET_NO_PROGRAM', "cannot run 'sh' in the container: not found"),
    ),
};

describe('the way into a container', () => {
  it('is refused at once where there is neither a shell nor a readable process', async () => {
    await expect(requireWayIn('web', noShell, UNSEEN)).rejects.toMatchObject({
      message: expect.stringMatching(/'web' cannot be watched: it has no sh .*the engine is elsewhere/),
      code: 'MEDKIT_BAD_INPUT',
    });
  });

  it('is open with a shell inside, or where the process is read from here', async () => {
    const asked: (readonly string[])[] = [];
    const withShell = {
      exec: (argv: readonly string[]) => {
        asked.push(argv);
        return Promise.resolve(DONE);
      },
    };
    await requireWayIn('web', withShell, UNSEEN);
    expect(asked).toEqual([['sh', '-c', ':']]);
    await requireWayIn('web', noShell, {
      proven: true,
      pid: 7,
      startTicks: '1',
      memoryReadable: true,
      missing: null,
    });
  });

  it('does not take an engine that went for a missing shell', async () => {
    const gone = { exec: () => Promise.reject(new TargetError('MEDKIT_DOCKER_UNREACHABLE', 'gone')) };
    await expect(requireWayIn('web', gone, UNSEEN)).rejects.toMatchObject({
      code: 'MEDKIT_DOCKER_UNREACHABLE',
    });
  });
});
