import { createSocket, type Socket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import { DdsGraphError } from '../errors.js';
import { ipv4Number, type Locator } from '../wire/locator.js';
import type { DatagramTransport } from './transport.js';

export const SPDP_GROUP = '239.255.0.1';
const BASE_PORT = 7400;
const DOMAIN_GAIN = 250;
/** The first index tried. ROS 2 programs take theirs from 0 upwards, so this stays out of their way. */
export const DEFAULT_FIRST_INDEX = 20;
/** Cyclone without multicast looks at 127.0.0.1 ports of indexes 0..31 only. */
export const LAST_LOCALHOST_INDEX = 31;
export const LAST_INDEX = 119;

/** The well-known multicast port of a domain (9.6.1.1). */
export function multicastPort(domain: number): number {
  return BASE_PORT + DOMAIN_GAIN * domain;
}

/** The unicast discovery port of the participant with this index on a host. */
export function unicastPort(domain: number, index: number): number {
  return BASE_PORT + DOMAIN_GAIN * domain + 10 + 2 * index;
}

export interface UdpOptions {
  readonly domain: number;
  /** The interface's IPv4 address; 127.0.0.1 for loopback. */
  readonly address: string;
  readonly multicast: boolean;
  readonly firstIndex: number;
  readonly lastIndex: number;
  /** Addresses that are allowed although they lie outside the interface's network. */
  readonly peers: readonly string[];
  readonly onProblem: (text: string) => void;
}

/** A host's two sockets: one for all unicast traffic, one for announcements to the group. */
export class UdpTransport implements DatagramTransport {
  readonly locator: Locator;
  readonly group: Locator | null;
  readonly maxDatagramBytes: number;
  private readonly allowed = new Map<string, boolean>();
  private readonly told = new Set<string>();
  private closed = false;

  private constructor(
    private readonly options: UdpOptions,
    private readonly unicast: Socket,
    private readonly multicast: Socket | null,
    port: number,
  ) {
    this.locator = { address: options.address, port };
    this.group = multicast === null ? null : { address: SPDP_GROUP, port: multicastPort(options.domain) };
    this.maxDatagramBytes = isLoopback(options.address) ? 14000 : 8000;
  }

  /**
   * Opens the sockets. Throws MEDKIT_DDS_NO_INTERFACE when the address is none of this machine's and
   * MEDKIT_DDS_PORT_TAKEN when no index of the range is free. Missing multicast is reported, not thrown.
   */
  static async open(options: UdpOptions): Promise<UdpTransport> {
    const { domain, address, firstIndex, lastIndex } = options;
    if (!isLoopback(address) && interfaceOf(address) === null) {
      throw new DdsGraphError(
        'MEDKIT_DDS_NO_INTERFACE',
        `no interface has the address ${address}; this machine has ${ownAddresses().join(', ')}.`,
      );
    }
    for (let index = firstIndex; index <= lastIndex && unicastPort(domain, index) < 65536; index++) {
      const port = unicastPort(domain, index);
      const socket = await bind(port, address, false);
      if (socket === null) continue;
      const multicast = options.multicast ? await joinGroup(options, socket) : null;
      return new UdpTransport(options, socket, multicast, port);
    }
    const range = `${unicastPort(domain, firstIndex)}..${unicastPort(domain, lastIndex)}`;
    throw new DdsGraphError(
      'MEDKIT_DDS_PORT_TAKEN',
      `every UDP port of domain ${domain} in ${range} on ${address} is taken; stop another host or choose another domain.`,
    );
  }

  allows(address: string, toldFrom: string): boolean {
    if (isLoopback(address) && !isLoopback(toldFrom)) return ownAddresses().includes(toldFrom);
    return this.isKnown(address);
  }

  private isKnown(address: string): boolean {
    let answer = this.allowed.get(address);
    if (answer === undefined) {
      answer = isLoopback(address) || this.options.peers.includes(address) || this.isNear(address);
      if (this.allowed.size > 4096) this.allowed.clear();
      this.allowed.set(address, answer);
    }
    return answer;
  }

  /** One of this machine's own addresses, or (off loopback) one in the network of the chosen interface. */
  private isNear(address: string): boolean {
    if (ownAddresses().includes(address)) return true;
    const own = interfaceOf(this.options.address);
    if (own === null || isLoopback(this.options.address)) return false;
    const [mask, a, b] = [ipv4Number(own.netmask), ipv4Number(own.address), ipv4Number(address)];
    return mask !== null && a !== null && b !== null && ((a & mask) | 0) === ((b & mask) | 0);
  }

  send(bytes: Buffer, to: Locator, done?: () => void): void {
    if (this.closed) return done?.();
    // A vanished interface or an unreachable peer is the same as a lost datagram, but worth a word.
    this.unicast.send(bytes, 0, bytes.length, to.port, to.address, (error) => {
      if (error !== null) this.tellOnce(error, to);
      done?.();
    });
  }

  private tellOnce(error: NodeJS.ErrnoException, to: Locator): void {
    const code = error.code ?? error.message;
    if (this.told.has(code)) return;
    this.told.add(code);
    this.options.onProblem(
      `a datagram to ${to.address}:${to.port} could not be sent (${code}): is the interface of ${this.options.address} still up? Trying on.`,
    );
  }

  listen(receive: (datagram: Buffer, from: Locator) => void): void {
    for (const socket of [this.unicast, this.multicast]) {
      socket?.on('message', (datagram, from) => {
        if (this.isKnown(from.address)) receive(datagram, { address: from.address, port: from.port });
      });
      socket?.on('error', (error) => this.options.onProblem(`socket: ${error.message}`));
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    const sockets = [this.unicast, this.multicast].filter((socket) => socket !== null);
    await Promise.all(sockets.map((socket) => new Promise<void>((resolve) => socket.close(() => resolve()))));
  }
}

export function isLoopback(address: string): boolean {
  return address.startsWith('127.');
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((list) =>
    (list ?? []).filter((a) => a.family === 'IPv4').map((a) => a.address),
  );
}

function interfaceOf(address: string): { address: string; netmask: string } | null {
  for (const list of Object.values(networkInterfaces())) {
    for (const entry of list ?? []) if (entry.address === address) return entry;
  }
  return null;
}

/** The address of a named interface, or `null`. */
export function addressOfInterface(name: string): string | null {
  return networkInterfaces()[name]?.find((entry) => entry.family === 'IPv4')?.address ?? null;
}

async function bind(port: number, address: string, shared: boolean): Promise<Socket | null> {
  // Addresses are always numeric here: answering the lookup at once saves a trip through the resolver for each datagram.
  const socket = createSocket({
    type: 'udp4',
    reuseAddr: shared,
    lookup: (host, _options, callback) => callback(null, host, 4),
  });
  return new Promise((resolve, reject) => {
    socket.once('error', (error: NodeJS.ErrnoException) => {
      socket.close();
      if (error.code === 'EADDRINUSE') resolve(null);
      else
        reject(
          new DdsGraphError('MEDKIT_DDS_NO_INTERFACE', `cannot use ${address}:${port}: ${error.message}`, {
            cause: error,
          }),
        );
    });
    socket.bind(port, address, () => {
      socket.removeAllListeners('error');
      enlarge(socket);
      resolve(socket);
    });
  });
}

/** Acknowledgements of many writers arrive together; the system may grant less than asked for. */
function enlarge(socket: Socket): void {
  try {
    socket.setRecvBufferSize(4 * 1024 * 1024);
    socket.setSendBufferSize(1024 * 1024);
  } catch {
    // The default size works, with more repetitions.
  }
}

async function joinGroup(options: UdpOptions, sender: Socket): Promise<Socket | null> {
  const port = multicastPort(options.domain);
  const socket = await bind(port, SPDP_GROUP, true).catch(() => null);
  try {
    if (socket === null) throw new Error(`port ${port} is taken`);
    socket.addMembership(SPDP_GROUP, options.address);
    sender.setMulticastInterface(options.address);
    sender.setMulticastTTL(isLoopback(options.address) ? 0 : 1);
    sender.setMulticastLoopback(true);
    return socket;
  } catch (error) {
    socket?.close();
    options.onProblem(
      `no multicast on ${options.address} (${(error as Error).message}); announcing to unicast ports only`,
    );
    return null;
  }
}
