import { describe, expect, it } from 'vitest';
import { resolveOptions } from './options.js';

const plan = { nodes: [] };

describe('resolveOptions', () => {
  it('stays on loopback and probes its ports unless told otherwise', () => {
    const options = resolveOptions({ plan, domain: 1 });
    expect(options).toMatchObject({
      address: '127.0.0.1',
      multicast: true,
      nodesPerParticipant: 100,
      shape: 'full',
      leaseS: 20,
    });
    expect(options.targets[0]).toEqual({ address: '127.0.0.1', port: 7660 });
    expect(options.targets).toHaveLength(32);
    // Cyclone without multicast looks no further than index 31.
    expect(options.lastIndex).toBe(31);
  });

  it('takes peers with and without a port', () => {
    const { targets, peerAddresses } = resolveOptions({ plan, peers: ['10.1.2.3:7412', '10.1.2.4'] });
    expect(targets[32]).toEqual({ address: '10.1.2.3', port: 7412 });
    expect(targets).toHaveLength(65);
    expect(peerAddresses).toEqual(['10.1.2.3', '10.1.2.4']);
  });

  it('leaves out ports that do not exist', () => {
    expect(resolveOptions({ plan, domain: 232 }).targets.every((target) => target.port <= 65535)).toBe(true);
  });

  it.each([
    [{ domain: 233 }, /domain is 233; it must be a whole number from 0 to 232/],
    [{ domain: -1 }, /domain/],
    [{ domain: 1.5 }, /domain/],
    [{ domain: 232, firstIndex: 100 }, /needs port 65610/],
    [{ nodesPerParticipant: 0 }, /nodesPerParticipant/],
    [{ leaseS: 0 }, /leaseS/],
    [{ valueRateHz: NaN }, /valueRateHz/],
    [{ peers: ['robot'] }, /peer "robot"/],
    [{ peers: ['239.255.0.1'] }, /peer/],
    [{ peers: ['10.0.0.1:0'] }, /peer/],
    [{ address: 'localhost' }, /IPv4/],
    [{ shape: 'thin' as 'lite' }, /full or lite/],
    [{ distro: 'foxy' as 'humble' }, /humble/],
  ])('refuses %j', (options, message) => {
    expect(() => resolveOptions({ plan, ...options })).toThrow(message);
    expect(() => resolveOptions({ plan, ...options })).toThrow(
      expect.objectContaining({ code: 'MEDKIT_DDS_BAD_OPTION' }),
    );
  });

  it('names an interface that is not there', () => {
    expect(() => resolveOptions({ plan, interface: 'nope0' })).toThrow(
      expect.objectContaining({ code: 'MEDKIT_DDS_NO_INTERFACE' }),
    );
  });
});
