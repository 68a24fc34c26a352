import type { ParseArgsConfig } from 'node:util';

export interface CliOption {
  readonly name: string;
  /** Placeholder of the value; absent for a switch. */
  readonly value?: string;
  readonly multiple?: boolean;
  readonly help: string;
  readonly commands: readonly ('host' | 'record')[];
}

const HOST = ['host'] as const;
const BOTH = ['host', 'record'] as const;

/** One table makes the parser and the help text. */
export const OPTIONS: readonly CliOption[] = [
  { name: 'nodes', value: 'N', help: 'announce N benchmark nodes (default 10)', commands: HOST },
  {
    name: 'graph',
    value: 'FILE',
    help: 'announce the graph in FILE (recorded or generated) instead',
    commands: HOST,
  },
  { name: 'topics-per-node', value: 'N', help: 'topics of a benchmark node (default 2)', commands: HOST },
  {
    name: 'services-per-node',
    value: 'N',
    help: 'Trigger services of a benchmark node (default 1)',
    commands: HOST,
  },
  { name: 'params-per-node', value: 'N', help: 'parameters of a benchmark node (default 2)', commands: HOST },
  { name: 'msg-types', value: 'N', help: 'different message types, 1..12 (default 1)', commands: HOST },
  {
    name: 'shape',
    value: 'full|lite',
    help: 'with or without what rclcpp gives every node (default full)',
    commands: HOST,
  },
  {
    name: 'nodes-per-participant',
    value: 'N',
    help: 'DDS participants hold so many nodes (default 100)',
    commands: HOST,
  },
  {
    name: 'nodes-per-s',
    value: 'R',
    help: 'announce R nodes a second instead of all at once',
    commands: HOST,
  },
  {
    name: 'rate',
    value: 'HZ',
    help: 'publish values at HZ on topics that somebody reads (default 0)',
    commands: HOST,
  },
  {
    name: 'lease',
    value: 'S',
    help: 'peers forget a dead host after S seconds (default 20)',
    commands: HOST,
  },
  { name: 'churn-count', value: 'K', help: 'replace K nodes each time', commands: HOST },
  { name: 'churn-sec', value: 'S', help: 'seconds between replacements', commands: HOST },
  {
    name: 'control-port',
    value: 'P',
    help: 'port of the control channel on 127.0.0.1 (default: a free one)',
    commands: HOST,
  },
  { name: 'stdin', help: 'also take commands as JSON lines from standard input', commands: HOST },
  { name: 'domain', value: 'D', help: 'ROS domain, 0..232 (default: ROS_DOMAIN_ID, else 0)', commands: BOTH },
  { name: 'interface', value: 'NAME', help: 'network interface (default: loopback only)', commands: BOTH },
  {
    name: 'address',
    value: 'IP',
    help: 'IPv4 address to speak from, instead of --interface',
    commands: BOTH,
  },
  {
    name: 'peer',
    value: 'IP[:PORT]',
    multiple: true,
    help: 'also announce to this address (repeatable)',
    commands: BOTH,
  },
  { name: 'no-multicast', help: 'unicast only', commands: BOTH },
  { name: 'distro', value: 'NAME', help: 'jazzy (also Iron and later; default) or humble', commands: BOTH },
  {
    name: 'duration',
    value: 'S',
    help: 'stop after S seconds (host: default never; record: default 5)',
    commands: BOTH,
  },
  {
    name: 'out',
    value: 'FILE',
    help: 'where the recorded graph goes (default: standard output)',
    commands: ['record'],
  },
  { name: 'json', help: 'one JSON object a line on standard output', commands: BOTH },
  { name: 'quiet', help: 'say nothing but errors', commands: BOTH },
  { name: 'help', help: 'this text', commands: BOTH },
  { name: 'version', help: 'the version', commands: BOTH },
];

export function parserOptions(command: 'host' | 'record'): NonNullable<ParseArgsConfig['options']> {
  const entries = OPTIONS.filter((option) => option.commands.includes(command)).map(
    (option) =>
      [
        option.name,
        { type: option.value === undefined ? 'boolean' : 'string', multiple: option.multiple ?? false },
      ] as const,
  );
  return Object.fromEntries(entries);
}

export function helpText(): string {
  const lines = (command: 'host' | 'record', only: boolean): string =>
    OPTIONS.filter((option) => option.commands.includes(command) && (!only || option.commands.length === 1))
      .map((option) => `  --${`${option.name} ${option.value ?? ''}`.padEnd(28)} ${option.help}`)
      .join('\n');
  return `Announces a ROS 2 graph over DDS, without ROS.

Usage:
  dds-graph-host [options]            be N nodes until stopped
  dds-graph-host record [options]     write down the graph of a live system

Examples:
  dds-graph-host --nodes 1000 --domain 0
  dds-graph-host --graph robot.json --interface docker0 --rate 10
  dds-graph-host --nodes 200 --churn-count 10 --churn-sec 2
  dds-graph-host record --domain 0 --duration 5 --out robot.json

Options:
${lines('host', false)}

Options of record only:
${lines('record', true)}

It talks on loopback unless --interface, --address or --peer say otherwise, and prints which addresses it uses.
Exit codes: 0 fine, 2 bad input or impossible set-up, 130 interrupted.
`;
}
