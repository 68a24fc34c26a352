import { beforeAll, expect, it } from 'vitest';
import {
  BUSYBOX_IMAGE,
  describeWithDocker,
  ensureTestImages,
} from '../../../../tools/testing/docker-images.ts';
import { startProxy } from '../../../../tools/testing/tcp-proxy.ts';
import { connectDocker } from './connect-docker.js';

const label = `medkit-bench-broken-${process.pid}`;

describeWithDocker(['gcc', 'busybox'], 'an engine that breaks', () => {
  beforeAll(() => ensureTestImages());

  it('answers in time that an engine says nothing', async () => {
    const silent = await startProxy(null);
    const asked = connectDocker({ engine: `tcp://127.0.0.1:${silent.port}`, timeoutS: 0.3 });
    await expect(asked).rejects.toMatchObject({ code: 'MEDKIT_TARGET_TIMEOUT' });
    await silent.stop();
  });

  it('ends a stream with its reason when the engine goes, keeps what came, and does not hang on stop', async () => {
    const proxy = await startProxy({ path: '/var/run/docker.sock' });
    const target = await connectDocker({ engine: `tcp://127.0.0.1:${proxy.port}` });
    const direct = await connectDocker();
    try {
      const instance = await target.start({ image: BUSYBOX_IMAGE, argv: ['sleep', '1000'], label });
      const stream = await instance.stream(['sh', '-c', 'while :; do echo tick; sleep 0.05; done']);
      let got = '';
      stream.stdout.on('data', (chunk: Buffer) => {
        got += chunk.toString();
        if (got.length > 20) proxy.cut();
      });
      await expect(stream.done).rejects.toMatchObject({ code: 'MEDKIT_DOCKER_UNREACHABLE' });
      expect(got).toMatch(/^(tick\n){4,}/);
      expect(await instance.exited).toEqual({ code: null, signal: null });
      await expect(instance.stop()).rejects.toMatchObject({ code: 'MEDKIT_DOCKER_UNREACHABLE' });
      expect((await direct.removeLeftovers({ label })).containers).toEqual([instance.id]);
    } finally {
      await direct.removeLeftovers({ label });
      await direct.close();
      await proxy.stop();
    }
  });
});
