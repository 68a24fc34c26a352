import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BaselineError } from '../errors.js';
import { makeFolder } from './make-folder.js';

const PAUSE_MS = 10;

/**
 * Runs `work` while no other process does so for the same file.
 *
 * The lock is a listening socket in Linux's abstract namespace: the kernel lets one process have the name and takes
 * it back the moment that process ends, however it ends. So there is no lock file to outlive a `kill -9` and no guess
 * whether its owner is still there. Processes in different network namespaces (containers that share a folder) do
 * not see each other's lock.
 *
 * @param timeoutS how long to wait for another holder
 * @throws BaselineError MEDKIT_STORE_LOCKED naming the holder's pid
 */
export async function withFileLock<T>(path: string, timeoutS: number, work: () => Promise<T>): Promise<T> {
  const name = await lockName(path);
  const server = await acquire(name, path, timeoutS);
  try {
    return await work();
  } finally {
    await new Promise<void>((done) => server.close(() => done()));
  }
}

async function lockName(path: string): Promise<string> {
  await makeFolder(dirname(path));
  // The folder's real path: a symbolic link to it must not make a second lock.
  const file = join(await realpath(dirname(path)), basename(path));
  const digest = createHash('sha256').update(file).digest('hex').slice(0, 32);
  if (process.platform === 'win32') return `\\\\.\\pipe\\medkit-bench-${digest}`;
  return `\0medkit-bench-${digest}`;
}

async function acquire(name: string, path: string, timeoutS: number): Promise<Server> {
  const deadline = performance.now() + timeoutS * 1000;
  for (;;) {
    const server = await listen(name);
    if (server !== null) return server;
    if (performance.now() >= deadline) break;
    await sleep(PAUSE_MS * (0.5 + Math.random()));
  }
  const pid = await holder(name);
  throw new BaselineError(
    'MEDKIT_STORE_LOCKED',
    `${path} is locked by ${pid === null ? 'another process' : `process ${pid}`}; waited ${timeoutS} s`,
    { next: 'wait for it to finish, or end it' },
  );
}

function listen(name: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end(String(process.pid));
    });
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(null);
      else reject(error);
    });
    server.listen(name, () => resolve(server));
  });
}

/** Asks who holds the lock; a stopped process does not answer. */
function holder(name: string): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect(name);
    let answer = '';
    socket.setTimeout(200, () => socket.destroy());
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(/^\d+$/.test(answer) ? answer : null));
  });
}
