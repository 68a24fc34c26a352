/** One option of the command; help text and parsing both come from this table. */
export interface OptionRow {
  name: string;
  /** Placeholder of its value, absent for a switch. */
  value?: string;
  help: string;
}

export const OPTION_TABLE: readonly OptionRow[] = [
  { name: 'pid', value: 'N', help: 'process to watch (with --container or --ssh: as numbered there)' },
  {
    name: 'name',
    value: 'COMM',
    help: 'process to watch by name; several matches are listed, none is taken',
  },
  {
    name: 'container',
    value: 'NAME',
    help: "a container's first process, through /proc where visible, else docker exec",
  },
  {
    name: 'ssh',
    value: 'USER@HOST[:PORT]',
    help: 'a process of another machine, over one ssh session running sh',
  },
  { name: 'tree', help: 'sum the process and all its descendants' },
  { name: 'interval', value: 'S', help: 'time between samples (default 1; also 500ms, 5m)' },
  {
    name: 'memory-interval',
    value: 'S',
    help: 'time between readings of the memory maps (default: every sample)',
  },
  {
    name: 'duration',
    value: 'S',
    help: 'length of the window (default: until Ctrl-C or the end of the process)',
  },
  { name: 'until-exit', help: 'watch until the process ends, and call that success' },
  {
    name: 'format',
    value: 'F',
    help: 'ndjson, csv, openmetrics or table (default: table on a terminal, else ndjson)',
  },
  { name: 'out', value: 'FILE', help: 'write samples to FILE instead of standard output' },
  {
    name: 'summary',
    value: 'FILE',
    help: "write the window's summary as JSON: end, missed ticks, overhead, host noise",
  },
  {
    name: 'listen',
    value: '[HOST:]PORT',
    help: 'serve the latest sample at /metrics; loopback unless HOST is given',
  },
  {
    name: 'via',
    value: 'WAY',
    help: 'for --container: proc, exec or auto (default: proc where it can be read)',
  },
  { name: 'docker', value: 'PROGRAM', help: 'container command to use (default docker)' },
  { name: 'ssh-config', value: 'FILE', help: 'configuration file for ssh (its option -F)' },
  {
    name: 'nice',
    value: '=N',
    help: 'own scheduling priority, -20 to 19: below 0 (root) keeps the schedule on a busy host',
  },
  { name: 'quiet', help: 'no closing line on standard error' },
  { name: 'help', help: 'this text' },
  { name: 'version', help: 'print the version' },
];

/** The text of `--help`. */
export function helpText(): string {
  const rows = OPTION_TABLE.map(({ name, value, help }) => {
    const left = `  --${name}${value === undefined ? '' : value.startsWith('=') ? value : ` ${value}`}`;
    return `${left.padEnd(28)} ${help}`;
  });
  return [
    'Usage: proc-sampler (--pid N | --name COMM | --container NAME | --ssh USER@HOST --pid N) [options]',
    '',
    'Samples memory, CPU, threads and more of a process at a fixed interval, with little disturbance.',
    '',
    ...rows,
    '',
    'Examples:',
    '  proc-sampler --name nginx --tree                       live view of master and workers',
    '  proc-sampler --pid 4711 --interval 0.1 --duration 60 --format ndjson --out run.ndjson',
    '  proc-sampler --container gateway --duration 5m --format csv > run.csv',
    '  proc-sampler --ssh root@robot:2222 --name gateway_node --duration 60 --memory-interval 5',
    '  proc-sampler --pid 4711 --listen 9300 --quiet          scrape http://127.0.0.1:9300/metrics',
    '',
    'Exit codes: 0 the window is complete; 2 bad input or the process cannot be watched; 3 the window ended early',
    '(process gone, stream lost); 130 interrupted before the duration was over.',
    '',
  ].join('\n');
}
