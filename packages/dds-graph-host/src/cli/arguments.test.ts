import { describe, expect, it } from 'vitest';
import { hostOptions, networkOptions, readArguments } from './arguments.js';
import { helpText, OPTIONS } from './option-table.js';

describe('command line', () => {
  it('reads the host and the recorder', () => {
    const args = readArguments([
      '--nodes',
      '1000',
      '--domain',
      '7',
      '--peer',
      '10.0.0.1',
      '--peer',
      '10.0.0.2:7412',
      '--no-multicast',
      '--lease',
      '6',
    ]);
    expect(args.command).toBe('host');
    expect(args.number('nodes', 0, 1e5, true)).toBe(1000);
    expect(networkOptions(args, {})).toEqual({
      domain: 7,
      multicast: false,
      peers: ['10.0.0.1', '10.0.0.2:7412'],
    });
    expect(hostOptions(args)).toEqual({ leaseS: 6 });
    expect(readArguments(['record', '--out', 'x.json']).command).toBe('record');
  });

  it('takes the domain from ROS_DOMAIN_ID, and refuses nonsense there', () => {
    expect(networkOptions(readArguments([]), { ROS_DOMAIN_ID: '42' }).domain).toBe(42);
    expect(networkOptions(readArguments([]), {}).domain).toBe(0);
    expect(() => networkOptions(readArguments([]), { ROS_DOMAIN_ID: 'x' })).toThrow(/ROS_DOMAIN_ID is "x"/);
  });

  it.each([[['--nodez', '3']], [['extra']], [['record', '--nodes', '3']], [['--nodes']]])(
    'refuses %j',
    (argv) => {
      expect(() => readArguments(argv)).toThrow(expect.objectContaining({ code: 'MEDKIT_DDS_BAD_OPTION' }));
    },
  );

  it.each(['', 'many', '-1', '1.5', '1e9'])('refuses --nodes %j', (text) => {
    expect(() => readArguments([`--nodes=${text}`]).number('nodes', 0, 1e5, true)).toThrow(/--nodes/);
  });

  it('takes a number below zero for a wrong value, and no option', () => {
    const args = readArguments(['--rate', '-1', '--json', '--domain', '-.5']);
    expect(() => hostOptions(args)).toThrow(/--rate -1: give a number from 0 to 1000/);
    expect(() => networkOptions(args, {})).toThrow(/--domain -\.5/);
    expect(args.flag('json')).toBe(true);
  });

  it('documents every option', () => {
    for (const { name } of OPTIONS) expect(helpText()).toContain(`--${name}`);
  });
});
