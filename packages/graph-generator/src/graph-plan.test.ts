import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { churnPlan } from './churn-plan.js';
import { planGraph } from './graph-plan.js';
import { runChurn } from './run-churn.js';

const shape = { topicsPerNode: 2, servicesPerNode: 1, paramsPerNode: 3, msgTypes: 3 };

describe('a plan', () => {
  it('has the asked shape', () => {
    const plan = planGraph({ entities: 4, ...shape, namespaces: ['/', '/zone'] });
    expect(plan.nodes.map((node) => node.namespace)).toEqual(['/', '/zone', '/', '/zone']);
    expect(plan.nodes[1]).toMatchObject({
      name: 'bench_node_1',
      topics: [{ name: '/bench/n1/t0' }, { name: '/bench/n1/t1' }],
      services: [{ name: '/bench/n1/s0', type: 'std_srvs/srv/Trigger' }],
      params: [{ name: 'p0' }, { name: 'p1' }, { name: 'p2' }],
    });
  });

  it('uses as many message types as asked, evenly', () => {
    const types = planGraph({ entities: 40, ...shape, msgTypes: 12 }).nodes.flatMap((node) =>
      node.topics.map((topic) => topic.type),
    );
    expect(new Set(types).size).toBe(12);
  });

  it('never gives two nodes, topics or services one name, through any churn', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 8 }), (entities, steps) => {
        let plan = planGraph({ entities, ...shape });
        const seen = new Set(plan.nodes.map((node) => node.name));
        for (let step = 0; step < steps; step += 1) {
          const count = Math.max(1, Math.floor(entities / 3));
          const change = churnPlan(plan, step, count, shape);
          for (const node of change.add) {
            expect(seen.has(node.name)).toBe(false);
            seen.add(node.name);
          }
          plan = change.plan;
          expect(plan.nodes).toHaveLength(entities);
        }
        const names = plan.nodes.flatMap((node) => [
          node.name,
          ...node.topics.map((t) => t.name),
          ...node.services.map((s) => s.name),
        ]);
        expect(new Set(names).size).toBe(names.length);
      }),
      { numRuns: 30 },
    );
  });

  it.each([{ entities: -1 }, { entities: 1.5 }, { entities: 3, msgTypes: 0 }, { entities: Number.NaN }])(
    'refuses %j by name',
    (options) => {
      expect(() => planGraph(options)).toThrow(RangeError);
    },
  );

  it('refuses to recycle more nodes than there are', () => {
    expect(() => churnPlan(planGraph({ entities: 2 }), 0, 3, shape)).toThrow(/count: 3/);
  });
});

describe('churn', () => {
  it('keeps its schedule, counts what was applied and names what was refused', async () => {
    let nowMs = 0;
    const stop = new AbortController();
    const clock = {
      now: () => nowMs,
      sleep: async (ms: number) => {
        nowMs += ms;
        if (nowMs > 7000) stop.abort();
      },
    };
    const added: string[][] = [];
    const host = {
      remove: async () => {
        nowMs += 300;
        if (added.length === 2) throw new Error('no answer');
      },
      add: async (nodes: { name: string }[]) => {
        added.push(nodes.map((node) => node.name));
      },
    };
    const report = await runChurn({
      host,
      plan: planGraph({ entities: 5 }),
      shape,
      periodS: 2,
      count: 2,
      signal: stop.signal,
      clock,
    });
    expect(report).toMatchObject({ steps_asked: 4, steps_applied: 2, nodes_recycled: 4, max_lag_s: 0 });
    expect(report.failures).toEqual([
      { step: 2, message: 'no answer' },
      { step: 3, message: 'no answer' },
    ]);
    expect(report.plan.nodes).toHaveLength(5);
  });
});
