import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Engine } from './engine.js';

/**
 * Gives the exit code of a container once it has ended, null when the way to the engine broke before.
 * The engine's long poll, read as a stream: the client's own method never settles when it is cut off.
 */
export async function waitForExit(engine: Engine, containerId: string): Promise<number | null> {
  const options = {
    path: `/containers/${containerId}/wait?`,
    method: 'POST',
    isStream: true,
    statusCodes: { 200: true, 404: 'no such container', 500: 'server error' },
    options: {},
  };
  try {
    const answer = await new Promise<Readable>((resolve, reject) => {
      const done = (error: unknown, stream: unknown): void =>
        error ? reject(error as Error) : resolve(stream as Readable);
      (
        engine.docker.modem as {
          dial(options: object, done: (error: unknown, stream: unknown) => void): void;
        }
      ).dial(options, done);
    });
    const { StatusCode } = JSON.parse(await text(answer)) as { StatusCode?: unknown };
    return typeof StatusCode === 'number' ? StatusCode : null;
  } catch {
    return null;
  }
}
