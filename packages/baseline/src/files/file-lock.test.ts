import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { cell, footprint, runFolder, temporaryFolder } from '../../test/build-run.js';
import { historyEntries } from '../history/history-entry.js';
import { appendHistory, readHistory } from '../history/history-store.js';
import { readRun } from '../run/read-run.js';
import { withFileLock } from './file-lock.js';
import { updateBaseline } from './update-baseline.js';

// The holder is a process of its own, as in life: it listens on the name that the lock of the file has.
const HOLDER = `
const { createHash } = require('node:crypto');
const digest = createHash('sha256').update(process.argv[1]).digest('hex').slice(0, 32);
const server = require('node:net').createServer((socket) => socket.end(String(process.pid)));
server.listen('\\0medkit-bench-' + digest, () => console.log('held'));
`;

const runOf = async (kib: number): ReturnType<typeof readRun> =>
  readRun(await runFolder({ footprint: footprint([cell(kib), cell(kib + 1)]) }));

describe('a store that another process holds', () => {
  it('is waited for, then refused naming the process, and free at once when that is killed', async () => {
    const folder = await temporaryFolder();
    const file = path.join(folder, 'b.json');
    const holder = spawn(process.execPath, ['-e', HOLDER, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(holder.stdout, 'data');
    const run = await runOf(50_000);
    await expect(updateBaseline(file, run, { lockTimeoutS: 0.05 })).rejects.toMatchObject({
      code: 'MEDKIT_STORE_LOCKED',
      message: expect.stringContaining(`process ${holder.pid}`),
    });
    holder.kill('SIGKILL');
    await once(holder, 'close');
    await updateBaseline(file, run, { lockTimeoutS: 5 });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveProperty('lanes.footprint');
  });

  it('lets one at a time in', async () => {
    const file = path.join(await temporaryFolder(), 'x');
    let [inside, most] = [0, 0];
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((done) => setTimeout(done, 2));
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 8 }, () => withFileLock(file, 20, work)));
    expect(most).toBe(1);
  });
});

describe('a history cut short by a kill', () => {
  it('keeps every whole line wherever the cut is, and the next import mends it', async () => {
    const file = path.join(await temporaryFolder(), 'history.ndjson');
    const [first, second] = [historyEntries(await runOf(50_000)), historyEntries(await runOf(60_000))];
    await appendHistory(file, first);
    const whole = readFileSync(file).length;
    await appendHistory(file, second);
    const both = readFileSync(file).length;
    for (const cut of [both - 1, both - 100, whole + 1]) {
      truncateSync(file, cut);
      expect(await readHistory(file)).toMatchObject({ entries: first, tornBytes: cut - whole });
      expect(await appendHistory(file, second)).toBe(1);
      expect(await readHistory(file)).toEqual({ entries: [...first, ...second], tornBytes: 0 });
    }
    appendFileSync(file, '{"schema_version":2}\n');
    await expect(readHistory(file)).rejects.toMatchObject({
      message: expect.stringMatching(/line 3 has schema_version 2/),
    });
    writeFileSync(file, 'not a history\n');
    await expect(appendHistory(file, first)).rejects.toMatchObject({ code: 'MEDKIT_HISTORY_INVALID' });
  });
});
