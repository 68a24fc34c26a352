import { expect, it } from 'vitest';
import { cyclesThroughWindow, cyclesWindowS } from './cycle-activity.js';

const shape = { topicsPerNode: 1, servicesPerNode: 0, paramsPerNode: 0, msgTypes: 1 };
const plan = { count: 3, growBy: 2, holdS: 0.02 };

interface Graph {
  size: number;
  names: Set<string>;
}

function run(graph: Graph, more: { failAt?: number; signal?: AbortSignal } = {}) {
  let adds = 0;
  return cyclesThroughWindow({
    plan,
    shape,
    host: {
      add: (nodes) => {
        adds += 1;
        if (adds === more.failAt) return Promise.reject(new Error('full'));
        graph.size += nodes.length;
        for (const node of nodes) graph.names.add(node.name);
        return Promise.resolve();
      },
      remove: (names) => {
        graph.size -= names.length;
        return Promise.resolve();
      },
    },
    count: () => Promise.resolve(graph.size),
    windowStartMs: performance.now(),
    signal: more.signal ?? new AbortController().signal,
  });
}

it('grows and shrinks by the same nodes, and asks the target for its count in every state', async () => {
  const graph: Graph = { size: 5, names: new Set() };
  const report = await run(graph);
  expect(report).toMatchObject({ asked: 3, grow_by: 2, base_count: 5, failure: null });
  expect(report.steps.map((step) => [step.cycle, step.grown_count, step.shrunk_count])).toEqual([
    [1, 7, 5],
    [2, 7, 5],
    [3, 7, 5],
  ]);
  for (const step of report.steps) {
    expect(step.shrink_t_s).toBeGreaterThan(step.grow_t_s);
    expect(step.end_t_s).toBeGreaterThan(step.shrink_t_s);
  }
  expect(graph.names.size).toBe(2);
  expect(cyclesWindowS(plan)).toBeCloseTo(0.14);
});

it('stops at a change that is refused, and says which', async () => {
  const report = await run({ size: 5, names: new Set() }, { failAt: 2 });
  expect(report.steps).toHaveLength(1);
  expect(report.failure).toBe('cycle 2: full');
});

it('is cut short by an interrupt', async () => {
  await expect(run({ size: 5, names: new Set() }, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
});
