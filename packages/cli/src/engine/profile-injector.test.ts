import path from 'node:path';
import { localTarget } from '@medkit-bench/targets';
import { describe, expect, it } from 'vitest';
import { faultsSchema } from '../profile/faults-schema.js';
import { sendBurst } from './burst.js';
import { profileInjector } from './profile-injector.js';

const signal = new AbortController().signal;
const plan = { mode: 'data', count: 4, atS: 0 };

describe("a profile's injector", () => {
  it('names and counts faults whose command failed', async () => {
    const target = localTarget();
    const command = ['{node}', '-e', 'process.exit(process.argv[1].endsWith("3") ? 5 : 0)', '{code}'];
    const spec = faultsSchema.parse({ inject: { kind: 'command', command }, modes: {} });
    const injector = profileInjector(spec, { node: process.execPath }, target);
    try {
      const burst = await sendBurst({ plan, injector, windowStartMs: performance.now(), signal });
      expect(burst).toMatchObject({ injected: 3, errors: [{ count: 1 }] });
      expect(burst.errors[0]?.error).toMatch(/ended with 5/);
    } finally {
      await injector.close();
      await target.close();
    }
  });

  it('keeps one ROS client running beside the target', async () => {
    const target = localTarget();
    const fake = path.resolve(import.meta.dirname, '../../../fault-injector/test/fake-ros');
    const python = ['env', `PYTHONPATH=${fake}`, 'PYTHONDONTWRITEBYTECODE=1', 'python3'];
    const spec = faultsSchema.parse({ inject: { kind: 'ros-client', python }, modes: {} });
    const injector = profileInjector(spec, {}, target);
    try {
      await injector.prepare();
      const burst = await sendBurst({ plan, injector, windowStartMs: performance.now(), signal });
      expect(burst).toMatchObject({ injected: 4, errors: [] });
      expect(burst.t_s).toBeGreaterThanOrEqual(0);
      await injector.clear(burst.injections.map((one) => one.code));
    } finally {
      await injector.close();
      await target.close();
    }
  });

  it('says before the window that there is no ROS', async () => {
    const target = localTarget();
    const spec = faultsSchema.parse({ inject: { kind: 'ros-client' }, modes: {} });
    const injector = profileInjector(spec, {}, target);
    await expect(injector.prepare()).rejects.toThrow(/source the ROS set-up file/);
    await injector.close();
    await target.close();
  });
});
