import type { Socket } from 'node:net';

const waiting: Socket[] = [];

const closeAll = (): void => {
  for (const socket of waiting.splice(0)) socket.destroy();
};

/** Closing takes longer than reading an answer: what came in the same turn is read first. */
export function closeSoon(socket: Socket): void {
  if (waiting.length === 0) setImmediate(closeAll);
  waiting.push(socket);
}
