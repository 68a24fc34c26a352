import type { CommandRunner } from '../graph/count-entities.js';
import { messageOf } from '../errors.js';
import type { FaultsSpec } from '../profile/schema.js';
import type { TemplateValues } from '../profile/template.js';
import { fillDeep, fillTemplate } from '../profile/template.js';
import type { InjectedFault, Injector } from './burst.js';

/** How long one report of a fault may take. */
const TIMEOUT_S = 30;

/** The injector that a profile describes. */
export function profileInjector(spec: FaultsSpec, values: TemplateValues, runner: CommandRunner): Injector {
  const send = (code: string, signal?: AbortSignal): Promise<void> =>
    perform(spec.inject, { ...values, code }, runner, 'faults.inject', signal);
  return {
    burst: (count, signal) =>
      Promise.all(Array.from({ length: count }, (_, i) => injectOne(`BENCH_FAULT_${i + 1}`, send, signal))),
    clear: async (codes) => {
      const { clear } = spec;
      if (!clear) return;
      // The instance is torn down next; a fault that cannot be taken back is not lost on anybody else.
      await Promise.allSettled(
        codes.map((code) => perform(clear, { ...values, code }, runner, 'faults.clear')),
      );
    },
  };
}

async function injectOne(
  code: string,
  send: (code: string, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<InjectedFault> {
  const startMs = performance.now();
  try {
    await send(code, signal);
    return { code, startMs, endMs: performance.now(), error: null };
  } catch (error) {
    return { code, startMs, endMs: performance.now(), error: messageOf(error) };
  }
}

type Action = FaultsSpec['inject'] | NonNullable<FaultsSpec['clear']>;

async function perform(
  action: Action,
  values: TemplateValues,
  runner: CommandRunner,
  where: string,
  signal?: AbortSignal,
): Promise<void> {
  if (action.kind === 'command') {
    const argv = action.command.map((part, i) => fillTemplate(part, values, `${where}.command[${i}]`));
    const { code, stderr } = await runner.exec(argv, { timeoutS: TIMEOUT_S });
    if (code !== 0) throw new Error(`${argv[0]} ended with ${code}: ${stderr.trim().slice(-200)}`);
    return;
  }
  const url = fillTemplate(action.url, values, `${where}.url`);
  const response = await fetch(url, {
    method: action.method,
    headers: { 'content-type': 'application/json', connection: 'close', ...headersOf(action, values, where) },
    ...(action.body === undefined
      ? {}
      : { body: JSON.stringify(fillDeep(action.body, values, `${where}.body`)) }),
    signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_S * 1000), ...(signal ? [signal] : [])]),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 200)}`);
}

function headersOf(action: Action, values: TemplateValues, where: string): Record<string, string> {
  if (action.kind !== 'http' || !('headers' in action)) return {};
  return fillDeep(action.headers, values, `${where}.headers`) as Record<string, string>;
}
