import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { heaptrackFifo, removeHeaptrackFifos } from './heaptrack-fifo.js';

const made: string[] = [];
afterEach(() => {
  for (const file of made.splice(0)) rmSync(file, { force: true });
});

async function deadPid(): Promise<number> {
  const child = spawn('true');
  await once(child, 'close');
  return child.pid as number;
}

it('removes the pipe of a script that is gone', async () => {
  const pid = await deadPid();
  made.push(heaptrackFifo(pid));
  expect(spawnSync('mkfifo', [heaptrackFifo(pid)]).status).toBe(0);
  expect(removeHeaptrackFifos([pid])).toEqual([heaptrackFifo(pid)]);
  expect(existsSync(heaptrackFifo(pid))).toBe(false);
  expect(removeHeaptrackFifos([pid])).toEqual([]);
});

it('leaves the pipe of a script that runs, and a file that is no pipe', async () => {
  const running = heaptrackFifo(process.pid);
  const plain = heaptrackFifo(await deadPid());
  made.push(running, plain);
  expect(spawnSync('mkfifo', [running]).status).toBe(0);
  writeFileSync(plain, '');
  const pid = Number(/\d+$/.exec(plain)?.[0]);
  expect(removeHeaptrackFifos([process.pid, pid])).toEqual([]);
  expect(existsSync(running) && existsSync(plain)).toBe(true);
});
