import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { readArguments } from './cli/arguments.js';
import { helpText } from './cli/option-table.js';
import { Output } from './cli/output.js';
import { runHost } from './cli/run-host.js';
import { runRecord } from './cli/run-record.js';
import { DdsGraphError } from './errors.js';

async function main(argv: readonly string[]): Promise<number> {
  const args = readArguments(argv);
  if (args.flag('help')) return say(helpText());
  if (args.flag('version')) return say(`${version()}\n`);
  const out = (text: string): void => void process.stdout.write(text);
  const err = (text: string): void => void process.stderr.write(text);
  const output = new Output(args.flag('json'), args.flag('quiet'), out, err);
  return args.command === 'record'
    ? runRecord(args, output, process.env)
    : runHost(args, output, process.env);
}

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}

function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

// A reader that closed its end (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

// Most of what is made here lives for one datagram: a young generation that is left to grow would double the memory
// of a process whose own cost is to be small.
setFlagsFromString('--semi-space-growth-factor=1');

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const known = error instanceof DdsGraphError || error instanceof RangeError;
    process.stderr.write(
      `dds-graph-host: ${known ? (error as Error).message : String((error as Error).stack)}\n`,
    );
    process.exitCode = known ? 2 : 1;
  },
);
