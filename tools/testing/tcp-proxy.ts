import { once } from 'node:events';
import net from 'node:net';

/** A proxy in front of a server, to break its connections in the ways networks do. */
export interface Proxy {
  /** Where it listens: a loopback port. */
  port: number;
  /** Closes every connection and refuses new ones. */
  cut(): void;
  /** Swallows all bytes from now on, saying nothing: a link that went dead. */
  mute(): void;
  stop(): Promise<void>;
}

/** Starts a proxy; `to` null accepts connections and never answers. */
export async function startProxy(to: net.NetConnectOpts | null): Promise<Proxy> {
  const sockets = new Set<net.Socket>();
  let muted = false;
  const server = net.createServer({ allowHalfOpen: true }, (near) => {
    sockets.add(near.on('error', () => undefined));
    if (to === null) return;
    const far = net.connect({ ...to, allowHalfOpen: true } as net.NetConnectOpts);
    sockets.add(far.on('error', () => near.destroy()));
    for (const [from, into] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (chunk) => (muted ? undefined : into.write(chunk)));
      from.on('end', () => (muted ? undefined : into.end()));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as net.AddressInfo).port,
    cut,
    mute: () => {
      muted = true;
    },
    async stop() {
      const closed = server.listening ? once(server, 'close') : Promise.resolve();
      cut();
      await closed;
    },
  };
}
