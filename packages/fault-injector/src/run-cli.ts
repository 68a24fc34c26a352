import { writeFileSync } from 'node:fs';
import type { Confirmations, ConfirmationWatch, ConfirmOptions } from './await-confirmed.js';
import { pollConfirmed, watchConfirmed } from './await-confirmed.js';
import type { Values } from './cli-options.js';
import { numberOption, readOptions, USAGE } from './cli-options.js';
import type { Fault } from './fault.js';
import { planFaults } from './fault.js';
import type { FaultSender } from './injection.js';
import { openSender, requiredUrl } from './open-sender.js';
import { summariseBurst } from './summarise-burst.js';

/** Runs the program; gives its exit code. */
export async function runCli(argv: string[], options: { version: () => string }): Promise<number> {
  let sender: FaultSender | null = null;
  try {
    const { values, command } = readOptions(argv);
    if (values.help) return print(USAGE);
    if (values.version) return print(`${options.version()}\n`);
    const faults = planned(values);
    const paceS = numberOption(values, 'pace');
    const confirm = confirmation(values);
    sender = openSender(values, command);
    return await inject(sender, faults, { values, paceS, confirm });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    process.stderr.write(`fault-injector: ${text}${isBadInput(error) ? '; see --help' : ''}\n`);
    return isBadInput(error) ? 2 : interruptedBy(error) ? 130 : 3;
  } finally {
    await sender?.close();
  }
}

function planned(values: Values): Fault[] {
  if (values.count === undefined) throw new RangeError('--count is needed');
  return planFaults(numberOption(values, 'count'), {
    prefix: values.prefix,
    severity: numberOption(values, 'severity'),
    sourceId: values.source,
    ...(values.description === undefined ? {} : { description: values.description }),
  });
}

interface Plan {
  values: Values;
  paceS: number;
  confirm: Confirmation | null;
}

async function inject(sender: FaultSender, faults: readonly Fault[], plan: Plan): Promise<number> {
  const { values, paceS, confirm } = plan;
  const stop = new AbortController();
  const interrupt = (): void => stop.abort(new Error('interrupted'));
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, interrupt);
  const codes = faults.map((fault) => fault.code);
  let left: { code: string; error: string }[] = [];
  let watch: ConfirmationWatch | null = null;
  try {
    await sender.prepare();
    watch = (await confirm?.open()) ?? null;
    try {
      const sinceMs = performance.now();
      const injections = await sender.burst({ faults, paceS, signal: stop.signal });
      const accepted = injections.filter((one) => one.error === null).map((one) => one.code);
      const confirmations = confirm
        ? await confirm.wait(watch, { codes: accepted, sinceMs, signal: stop.signal })
        : null;
      const summary = summariseBurst(injections, confirmations);
      if (!values['no-clear']) left = await sender.clear(accepted);
      write(values.out, { ...summary, via: values.via, pace_s: paceS, not_cleared: left });
      const unconfirmed = summary.confirmed !== null && summary.confirmed < summary.injected;
      return summary.failed > 0 || unconfirmed ? 3 : 0;
    } catch (error) {
      // Some may have arrived before it broke off: nothing of ours is to stay behind.
      if (!values['no-clear']) await sender.clear(codes).catch(() => undefined);
      throw error;
    }
  } finally {
    watch?.close();
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.removeListener(name, interrupt);
  }
}

interface Confirmation {
  open(): Promise<ConfirmationWatch | null>;
  wait(
    watch: ConfirmationWatch | null,
    options: Pick<ConfirmOptions, 'codes' | 'sinceMs' | 'signal'>,
  ): Promise<Confirmations>;
}

function confirmation(values: Values): Confirmation | null {
  if (values.confirm === undefined) return null;
  const faults = `${requiredUrl(values).replace(/\/+$/, '')}/api/v1/faults`;
  const timeoutS = numberOption(values, 'confirm-timeout', 0.1);
  if (values.confirm === 'poll') {
    return {
      open: () => Promise.resolve(null),
      wait: (_, options) => pollConfirmed(`${faults}?status=confirmed`, { ...options, timeoutS }),
    };
  }
  if (values.confirm !== 'sse')
    throw new RangeError(`--confirm: '${values.confirm}' is neither poll nor sse`);
  return {
    open: async () => {
      const watch = watchConfirmed(`${faults}/stream`);
      await watch.opened;
      return watch;
    },
    wait: (watch, options) =>
      watch ? watch.wait({ ...options, timeoutS }) : Promise.resolve(new Map<string, number>()),
  };
}

function write(out: string, result: object): void {
  const text = `${JSON.stringify(result, null, 2)}\n`;
  if (out === '-') process.stdout.write(text);
  else writeFileSync(out, text);
}

function isBadInput(error: unknown): boolean {
  return (
    error instanceof RangeError ||
    (error as { code?: unknown }).code?.toString().startsWith('ERR_PARSE_ARGS') === true
  );
}

function interruptedBy(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return (
    cause instanceof Error &&
    (cause.message === 'interrupted' || (error instanceof Error && error.name === 'AbortError'))
  );
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}
