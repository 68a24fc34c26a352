import { parseArgs } from 'node:util';

export const USAGE = `Usage: fault-injector --count N [--base-url URL] [options]

Reports a burst of faults, says when each left and what became of it, and takes them back.

  --count N             faults in the burst
  --pace S              seconds from one start to the next; default 0: all at once
  --via WAY             http (default), command, scripts, ros2 or ros-client
  --out FILE            write the result as JSON there; default standard output
  --prefix TEXT         codes are this and a number, default BENCH_FAULT_
  --severity N          0 info, 1 warning, 2 error, 3 critical (default)
  --source NAME         who reports, default /medkit_bench
  --description TEXT
  --confirm WAY         wait until the gateway shows each as confirmed: poll or sse
  --confirm-timeout S   default 10
  --no-clear            leave the faults in place
  --timeout S           for one report, default 30

http, scripts         --base-url URL      http://HOST:PORT of the gateway
http                  --app ID            the fault manager's app, default fault_manager
                      --url, --body       any other address and JSON body; {code}, {severity},
                                          {description} and {source_id} stand for the fault's own
                      --clear-url         DELETE this to take a fault back
scripts               --entity, --script, --clear-script
command               program and arguments for one fault, after --
ros2, ros-client      --service NAME      namespace of the services, default /fault_manager
                      --container NAME    in that container (docker exec)
                      --ssh USER@HOST     on that host
                      --with ARG          put before the program; repeat for more

  --help, --version

Exit codes: 0 every fault injected (and confirmed, where asked), 2 bad input, 3 at least one was not.

Examples:
  fault-injector --base-url http://127.0.0.1:8080 --count 16 --out burst.json
  fault-injector --base-url http://127.0.0.1:8080 --count 8 --pace 0.5 --confirm poll
  fault-injector --base-url http://127.0.0.1:8080 --count 1 --via scripts \\
      --entity components/nav2-stack --script inject-nav-failure --clear-script restore-normal
  fault-injector --count 16 --via ros-client --container gateway --with /ros_entrypoint.sh
  fault-injector --count 4 --via command -- ./report.sh '{code}' '{severity}'
`;

const OPTIONS = {
  count: { type: 'string' },
  pace: { type: 'string', default: '0' },
  via: { type: 'string', default: 'http' },
  out: { type: 'string', default: '-' },
  prefix: { type: 'string', default: 'BENCH_FAULT_' },
  severity: { type: 'string', default: '3' },
  source: { type: 'string', default: '/medkit_bench' },
  description: { type: 'string' },
  confirm: { type: 'string' },
  'confirm-timeout': { type: 'string', default: '10' },
  'no-clear': { type: 'boolean', default: false },
  timeout: { type: 'string', default: '30' },
  'base-url': { type: 'string' },
  app: { type: 'string', default: 'fault_manager' },
  url: { type: 'string' },
  body: { type: 'string' },
  'clear-url': { type: 'string' },
  entity: { type: 'string' },
  script: { type: 'string' },
  'clear-script': { type: 'string' },
  service: { type: 'string', default: '/fault_manager' },
  container: { type: 'string' },
  ssh: { type: 'string' },
  with: { type: 'string', multiple: true, default: [] as string[] },
  help: { type: 'boolean', default: false },
  version: { type: 'boolean', default: false },
} as const;

export type Values = ReturnType<
  typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>
>['values'];

/** The options as given, and the command after them. */
export function readOptions(argv: string[]): { values: Values; command: string[] } {
  const { values, positionals } = parseArgs({ args: argv, options: OPTIONS, allowPositionals: true });
  return { values, command: positionals };
}

/** A number of at least `least`. @throws RangeError naming the option */
export function numberOption(values: Values, name: keyof Values, least = 0): number {
  const text = values[name];
  const value = typeof text === 'string' && text.trim() !== '' ? Number(text) : Number.NaN;
  if (Number.isFinite(value) && value >= least && value <= 86_400) return value;
  throw new RangeError(`--${name}: '${String(text)}' is not a number from ${least} to 86400`);
}

/** An option that must be there for a way of injecting. @throws RangeError naming both */
export function requiredOption(values: Values, name: keyof Values): string {
  const text = values[name];
  if (typeof text === 'string' && text !== '') return text;
  throw new RangeError(`--via ${values.via} needs --${name}`);
}
