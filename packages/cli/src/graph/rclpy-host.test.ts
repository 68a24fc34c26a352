import path from 'node:path';
import { planGraph } from '@medkit-bench/graph-generator';
import { localTarget } from '@medkit-bench/targets';
import { afterAll, describe, expect, it } from 'vitest';
import { startRclpyHost } from './rclpy-host.js';

const FAKE_ROS = path.resolve(import.meta.dirname, '../../../graph-generator/test/fake-ros');
const target = localTarget();
afterAll(() => target.close());

const shape = { topicsPerNode: 2, servicesPerNode: 1, paramsPerNode: 3, msgTypes: 1 };
const python = [
  'env',
  'FAKE_ROS_LOG=/dev/null',
  `PYTHONPATH=${FAKE_ROS}`,
  'PYTHONDONTWRITEBYTECODE=1',
  'python3',
];
const spec = { kind: 'rclpy' as const, python };
const values = { dir: '/nowhere' };

describe('a graph of ROS nodes beside the target', () => {
  it('is there when the host says so, changes, and says what it cost', async () => {
    const plan = planGraph({ entities: 230, ...shape });
    const host = await startRclpyHost({ spec, plan, values, place: target });
    try {
      const names = plan.nodes.slice(0, 2).map((node) => node.name);
      await host.churn.remove(names);
      await expect(host.churn.remove(names)).rejects.toThrow(/there is no node/);
      await host.churn.add(plan.nodes.slice(0, 2));
      const cost = await host.cost();
      expect(cost.cpu_s).toBeGreaterThan(0);
      expect(cost.rss_kib).toBeGreaterThan(1000);
    } finally {
      await host.stop();
    }
  });

  it('is refused where a part of it could not be made, and where there is no ROS', async () => {
    const plan = planGraph({ entities: 2, ...shape, msgTypes: 2 });
    await expect(startRclpyHost({ spec, plan, values, place: target })).rejects.toThrow(/sensor_msgs/);
    const bare = { ...spec, python: ['env', 'PYTHONPATH=', 'python3'] };
    await expect(startRclpyHost({ spec: bare, plan, values, place: target })).rejects.toThrow(
      /did not start: .*source the ROS set-up file/s,
    );
  });
});
