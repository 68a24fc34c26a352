import net from 'node:net';
import type { Socket } from 'node:net';
import type { ClientChannel } from 'ssh2';
import { messageOf, TargetError } from '../errors.js';
import type { SshConnection } from './ssh-connection.js';

/** Where a forward begins and ends: a loopback port of this host, and one of the other side's. */
export interface ForwardedPorts {
  here: number;
  there: number;
}

/** A port of this host that leads to the other side until it is closed. */
export interface PortForward {
  close(): Promise<void>;
}

/**
 * Listens on a loopback port here and carries each connection to the other side's loopback, as `ssh -L` does. A connection
 * that the other side refuses is reset, as on a port where nobody listens.
 * @throws TargetError `MEDKIT_SSH_FORWARD` when the port is taken here
 */
export async function forwardPort(
  connection: SshConnection,
  { here, there }: ForwardedPorts,
): Promise<PortForward> {
  const sockets = new Set<Socket>();
  const server = net.createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    void carry(connection, there, socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new TargetError(
          'MEDKIT_SSH_FORWARD',
          `port ${here} cannot be listened on for a forward over SSH: ${messageOf(error)}`,
        ),
      ),
    );
    server.listen(here, '127.0.0.1', resolve);
  });
  return {
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

async function carry(connection: SshConnection, there: number, socket: Socket): Promise<void> {
  try {
    const client = await connection.ready();
    // A small request must not wait until what went before it was received.
    client.setNoDelay(true);
    const channel = await new Promise<ClientChannel>((resolve, reject) => {
      client.forwardOut('127.0.0.1', socket.remotePort ?? 0, '127.0.0.1', there, (error, opened) =>
        error ? reject(error) : resolve(opened),
      );
    });
    channel.on('error', () => socket.destroy());
    channel.on('close', () => socket.destroy());
    socket.on('close', () => channel.destroy());
    socket.pipe(channel).pipe(socket);
  } catch {
    socket.resetAndDestroy();
  }
}
