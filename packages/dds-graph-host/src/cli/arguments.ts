import { parseArgs } from 'node:util';
import { DdsGraphError } from '../errors.js';
import type { Distro, NodeShape } from '../graph-plan.js';
import type { GraphHostOptions } from '../host/options.js';
import { OPTIONS, parserOptions } from './option-table.js';

/** Parsed words of the command line, by option name. */
export class Arguments {
  constructor(
    readonly command: 'host' | 'record',
    private readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>,
  ) {}

  flag(name: string): boolean {
    return this.values[name] === true;
  }

  text(name: string): string | undefined {
    const value = this.values[name];
    return typeof value === 'string' ? value : undefined;
  }

  texts(name: string): string[] {
    const value = this.values[name];
    return Array.isArray(value) ? value.map(String) : [];
  }

  /** Throws MEDKIT_DDS_BAD_OPTION for anything but a number in the range. */
  number(name: string, low: number, high: number, whole = false): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = text.trim() === '' ? NaN : Number(text);
    if (!(value >= low && value <= high) || (whole && !Number.isInteger(value))) {
      throw new DdsGraphError(
        'MEDKIT_DDS_BAD_OPTION',
        `--${name} ${text}: give ${whole ? 'a whole number' : 'a number'} from ${low} to ${high}.`,
      );
    }
    return value;
  }
}

/** Reads the command line. Throws MEDKIT_DDS_BAD_OPTION for words it does not know. */
export function readArguments(argv: readonly string[]): Arguments {
  const command = argv[0] === 'record' ? 'record' : 'host';
  const rest = withNegativeNumbers(command === 'record' ? argv.slice(1) : argv);
  try {
    const { values } = parseArgs({
      args: rest,
      options: parserOptions(command),
      strict: true,
      allowPositionals: false,
    });
    return new Arguments(command, values as ConstructorParameters<typeof Arguments>[1]);
  } catch (error) {
    const known = OPTIONS.filter((option) => option.commands.includes(command)).map(
      (option) => `--${option.name}`,
    );
    const message = (error as Error).message.split(/\. To specify|\n/)[0] ?? '';
    throw new DdsGraphError('MEDKIT_DDS_BAD_OPTION', `${message}. Known: ${known.join(' ')}.`, {
      cause: error,
    });
  }
}

/** `--rate -1` as `--rate=-1`: a number below zero is a wrong value, and no option. */
function withNegativeNumbers(argv: readonly string[]): string[] {
  const words: string[] = [];
  for (const word of argv) {
    const last = words[words.length - 1];
    if (/^-[\d.]/.test(word) && last !== undefined && /^--[^=]+$/.test(last))
      words[words.length - 1] = `${last}=${word}`;
    else words.push(word);
  }
  return words;
}

/** The options that the host and the recorder share. */
export function networkOptions(args: Arguments, env: NodeJS.ProcessEnv): Omit<GraphHostOptions, 'plan'> {
  const domain = args.number('domain', 0, 232, true) ?? domainOf(env['ROS_DOMAIN_ID']);
  const [device, address, distro] = [args.text('interface'), args.text('address'), args.text('distro')];
  return {
    domain,
    multicast: !args.flag('no-multicast'),
    peers: args.texts('peer'),
    ...(device === undefined ? {} : { interface: device }),
    ...(address === undefined ? {} : { address }),
    ...(distro === undefined ? {} : { distro: distro as Distro }),
  };
}

function domainOf(text: string | undefined): number {
  if (text === undefined || text === '') return 0;
  const domain = Number(text);
  if (Number.isInteger(domain) && domain >= 0 && domain <= 232) return domain;
  throw new DdsGraphError(
    'MEDKIT_DDS_BAD_OPTION',
    `ROS_DOMAIN_ID is ${JSON.stringify(text)}; it must be a whole number from 0 to 232.`,
  );
}

/** The options of the host alone. */
export function hostOptions(args: Arguments): Omit<GraphHostOptions, 'plan'> {
  const shape = args.text('shape');
  const numbers = {
    nodesPerParticipant: args.number('nodes-per-participant', 1, 5000, true),
    nodesPerS: args.number('nodes-per-s', 0, 1e6),
    valueRateHz: args.number('rate', 0, 1000),
    leaseS: args.number('lease', 1, 3600),
  };
  const given = Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined));
  return { ...given, ...(shape === undefined ? {} : { shape: shape as NodeShape }) };
}
