import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConnectionPool } from './connection-pool.js';

const server = createServer((_, response) => response.end());

function poolOf(keep: number, limit: number): ConnectionPool {
  const { port } = server.address() as AddressInfo;
  return new ConnectionPool(
    {
      origin: `http://127.0.0.1:${port}`,
      headers: {},
      fresh: false,
      maxBodyBytes: 1000,
      connect: {},
      onConnect: () => undefined,
    },
    keep,
    limit,
  );
}

describe('the pool of connections', () => {
  beforeEach(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)));
  afterEach(() => new Promise<void>((resolve) => void server.close(() => resolve())));

  it('leaves no spent connection open at the end', () => {
    const pool = poolOf(1, 2);
    const [own, extra] = [pool.take(), pool.take()];
    pool.give(extra!);
    pool.give(own!);
    pool.closeIdle();
    expect([extra!.dead, own!.dead]).toEqual([true, true]);
  });
});
