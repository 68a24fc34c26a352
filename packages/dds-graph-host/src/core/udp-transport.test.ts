import { afterEach, describe, expect, it } from 'vitest';
import { UdpTransport, unicastPort, type UdpOptions } from './udp-transport.js';

// Far from the domains that people and other tests use.
const DOMAIN = 190 + (process.pid % 30);
const open: UdpTransport[] = [];

async function transport(options: Partial<UdpOptions> = {}): Promise<UdpTransport> {
  const all = {
    domain: DOMAIN,
    address: '127.0.0.1',
    multicast: false,
    firstIndex: 20,
    lastIndex: 22,
    peers: [],
    onProblem: () => {},
    ...options,
  };
  const made = await UdpTransport.open(all);
  open.push(made);
  return made;
}

describe('UdpTransport', () => {
  afterEach(() => Promise.all(open.splice(0).map((made) => made.close())));

  it('takes the next index when a port is taken, and says so when none is left', async () => {
    const ports = [
      (await transport()).locator.port,
      (await transport()).locator.port,
      (await transport()).locator.port,
    ];
    expect(ports).toEqual([20, 21, 22].map((index) => unicastPort(DOMAIN, index)));
    await expect(transport()).rejects.toMatchObject({ code: 'MEDKIT_DDS_PORT_TAKEN' });
  });

  it('refuses an address that is not its own', async () => {
    await expect(transport({ address: '203.0.113.7' })).rejects.toMatchObject({
      code: 'MEDKIT_DDS_NO_INTERFACE',
    });
  });

  it('sends nowhere but to this machine, the network of its interface and the peers it was given', async () => {
    const loopback = await transport({ peers: ['198.51.100.9'] });
    expect(
      ['127.0.0.1', '127.3.4.5', '198.51.100.9'].every((address) => loopback.allows(address, '127.0.0.1')),
    ).toBe(true);
    // Another machine's loopback is not this one's.
    expect(loopback.allows('127.0.0.1', '198.51.100.9')).toBe(false);
    expect(['203.0.113.7', '8.8.8.8'].some((address) => loopback.allows(address, '127.0.0.1'))).toBe(false);
  });

  it('carries datagrams', async () => {
    const [a, b] = [await transport(), await transport()];
    const received = new Promise<[string, number]>((resolve) =>
      b.listen((datagram, from) => resolve([datagram.toString(), from.port])),
    );
    a.send(Buffer.from('hello'), b.locator);
    expect(await received).toEqual(['hello', a.locator.port]);
  });

  it('goes on without multicast', async () => {
    const problems: string[] = [];
    const first = await transport({ multicast: true, onProblem: (text) => problems.push(text) });
    // Where loopback can do it there is a group, else there is a word about it; never an error.
    expect(first.group !== null || problems.length > 0).toBe(true);
  });
});
