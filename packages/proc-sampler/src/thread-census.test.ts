import { expect, test } from 'vitest';
import { fixture } from '../test/fixture.ts';
import { groupThreadNames, threadCensus } from './thread-census.js';

test('the recorded gateway', () => {
  const names = fixture('gateway-cyclone/task_comm.txt')
    .trim()
    .split('\n')
    .map((line) => line.split(' ')[1] as string);
  expect(groupThreadNames(names)).toEqual([
    { name: 'gateway_node', count: 16 },
    { name: 'gateway_nod-ust', count: 2 },
    { name: 'dq.builtins', count: 1 },
    { name: 'dq.user', count: 1 },
    { name: 'gc', count: 1 },
    { name: 'recv', count: 1 },
    { name: 'recvUC', count: 1 },
    { name: 'tev', count: 1 },
  ]);
});

test('port numbers do not make groups', () => {
  expect(groupThreadNames(['dds.udp.7410', 'dds.udp.7411', 'dds.shm.wdog'])).toEqual([
    { name: 'dds.udp.', count: 2 },
    { name: 'dds.shm.wdog', count: 1 },
  ]);
});

test('this process has threads, a missing one is an error', () => {
  expect(threadCensus(process.pid).reduce((sum, { count }) => sum + count, 0)).toBeGreaterThan(1);
  expect(() => threadCensus(4_000_000)).toThrow(expect.objectContaining({ code: 'MEDKIT_PROC_GONE' }));
});
