import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { churnPlan, planGraph, rosGraphHostProgram } from './index.js';

const SCRIPT = path.resolve(import.meta.dirname, '../assets/ros_graph_host.py');
let dir = '';
beforeEach(() => void (dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-graph-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

interface Answer {
  event: string;
  id?: number | null;
  error?: string;
  counts?: Record<string, number>;
  failures?: { what: string; error: string }[];
  cost?: { cpu_s: number; rss_kib: number; up_s: number };
}

interface Call {
  call: string;
  thread: string;
  name?: string;
}

function run(
  plan: object,
  commands: object[],
  env: object = {},
): { status: number | null; answers: Answer[]; calls: Call[] } {
  const file = path.join(dir, 'plan.json');
  const log = path.join(dir, 'calls.ndjson');
  writeFileSync(file, JSON.stringify(plan));
  writeFileSync(log, '');
  const { status, stdout } = spawnSync('python3', [SCRIPT, '--plan', file], {
    input: commands.map((command) => `${JSON.stringify(command)}\n`).join(''),
    encoding: 'utf8',
    env: {
      ...process.env,
      PYTHONPATH: path.resolve(import.meta.dirname, '../test/fake-ros'),
      PYTHONDONTWRITEBYTECODE: '1',
      FAKE_ROS_LOG: log,
      ...env,
    },
  });
  const parsed = <T>(text: string): T[] =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as T);
  return { status, answers: parsed(stdout), calls: parsed(readFileSync(log, 'utf8')) };
}

const shape = { topicsPerNode: 2, servicesPerNode: 1, paramsPerNode: 3, msgTypes: 1 };

describe('the ROS graph host', () => {
  it('makes what was planned, recycles it in the spinning thread and counts what exists', () => {
    const plan = planGraph({ entities: 5, ...shape });
    const { remove, add } = churnPlan(plan, 0, 2, shape);
    const { status, answers, calls } = run(plan, [
      { id: 1, cmd: 'remove', names: remove },
      { id: 2, cmd: 'add', nodes: add },
      { id: 3, cmd: 'report' },
    ]);
    expect(status).toBe(0);
    const counts = { nodes: 5, publishers: 10, subscriptions: 0, services: 5, params: 15, types: 2 };
    expect(answers[0]).toMatchObject({ event: 'started', counts, failures: [] });
    expect(answers[1]).toMatchObject({ id: 1, counts: { nodes: 3 } });
    expect(answers[3]).toMatchObject({ event: 'done', id: 3, counts });
    expect(answers[3]?.cost?.cpu_s).toBeGreaterThan(0);
    expect(answers[3]?.cost?.rss_kib).toBeGreaterThan(1000);
    expect(new Set(calls.map((call) => call.thread))).toEqual(new Set(['MainThread']));
    const at = (call: string): number =>
      calls.findIndex((one) => one.call === call && one.name === remove[0]);
    expect(at('executor.remove')).toBeGreaterThan(0);
    expect(at('executor.remove')).toBeLessThan(at('destroy_node'));
    expect(calls.filter((call) => call.call === 'destroy_node')).toHaveLength(8);
  });

  it('names types that are not installed and counts without them', () => {
    const { answers } = run(planGraph({ entities: 2, ...shape, msgTypes: 2 }), []);
    expect(answers[0]?.counts).toMatchObject({ nodes: 2, publishers: 2 });
    expect(answers[0]?.failures).toHaveLength(2);
    expect(answers[0]?.failures?.[0]?.error).toMatch(/sensor_msgs/);
  });

  it.each([
    [{ cmd: 'dance' }, /unknown command/],
    [{ cmd: 'remove', names: ['nobody'] }, /there is no node/],
  ])('answers %j with an error and goes on', (command, message) => {
    const { answers, status } = run({ nodes: [] }, [command, { id: 9, cmd: 'report' }]);
    expect(answers[1]?.error).toMatch(message);
    expect(answers[2]).toMatchObject({ event: 'done', id: 9 });
    expect(status).toBe(0);
  });

  it('takes commands through a socket while it runs', async () => {
    const name = `medkit-graph-test-${process.pid}`;
    const env = {
      ...process.env,
      PYTHONPATH: path.resolve(import.meta.dirname, '../test/fake-ros'),
      PYTHONDONTWRITEBYTECODE: '1',
      FAKE_ROS_LOG: '/dev/null',
    };
    const host = spawn('python3', [SCRIPT, '--socket', name], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const send = (command: object): string =>
      spawnSync('python3', ['-c', rosGraphHostProgram(), '--send', name], {
        input: `${JSON.stringify(command)}\n`,
        encoding: 'utf8',
      }).stdout;
    try {
      await once(host.stdout, 'data');
      const { nodes } = planGraph({ entities: 3, ...shape });
      expect(JSON.parse(send({ id: 1, cmd: 'add', nodes }))).toMatchObject({ id: 1, counts: { nodes: 3 } });
      expect(JSON.parse(send({ id: 2, cmd: 'quit' }))).toMatchObject({ event: 'done', id: 2 });
      expect(await once(host, 'exit')).toEqual([0, null]);
    } finally {
      host.kill();
    }
  });

  it('refuses a plan that is none, and says where ROS is missing', () => {
    expect(run([], [])).toMatchObject({ status: 2, answers: [{ event: 'fatal' }] });
    const { status, answers } = run({ nodes: [] }, [], { PYTHONPATH: '' });
    expect(status).toBe(3);
    expect(answers[0]?.error).toMatch(/source the ROS set-up file/);
  });
});
