import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PlannedNode } from '@medkit-bench/graph-generator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DdsControl } from './dds-control.js';
import { churnThrough, readCounters } from './dds-control.js';

const asked: { path: string; body: { names?: string[] } }[] = [];
let removes = (names: string[]): number => names.length;
const server = createServer((request, response) => {
  let text = '';
  request.on('data', (chunk: Buffer) => (text += chunk.toString()));
  request.on('end', () => {
    const body = JSON.parse(text || '{}') as { names?: string[] };
    asked.push({ path: request.url ?? '', body });
    response.end(JSON.stringify({ removed: removes(body.names ?? []) }));
  });
});
let control: DdsControl;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  control = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: 't' };
});
afterAll(() => void server.close());

function node(name: string, namespace: string): PlannedNode {
  return { name, namespace, topics: [], services: [], params: [] };
}

it('removes nodes by their full names, those of the plan and those added since', async () => {
  const churn = churnThrough(control, {
    nodes: [node('a', '/'), node('b', '/left/arm'), node('c', 'bare/')],
  });
  await churn.add([node('d', '/right')]);
  await churn.remove(['a', 'b', 'c', 'd', 'stranger']);
  expect(asked.at(-1)).toEqual({
    path: '/remove',
    body: { names: ['/a', '/left/arm/b', '/bare/c', '/right/d', '/stranger'] },
  });
});

it('does not take it for done when the host knew fewer', async () => {
  removes = () => 1;
  const churn = churnThrough(control, { nodes: [node('a', '/')] });
  await expect(churn.remove(['a', 'b'])).rejects.toThrow(/removed 1 of 2 nodes/);
});

it('says when nobody answers, and when the answer holds no counters', async () => {
  await expect(readCounters({ ...control, url: 'http://127.0.0.1:1' })).rejects.toThrow(/does not answer/);
  await expect(readCounters(control)).rejects.toThrow(/stats\.nodes_asked is undefined/);
});
