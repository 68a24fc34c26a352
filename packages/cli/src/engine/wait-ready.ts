import { setTimeout as delay } from 'node:timers/promises';
import type { Instance } from '@medkit-bench/targets';
import { notMeasured } from '../errors.js';
import { atPath } from '../json-path.js';
import { httpGet } from '../net/http-get.js';
import type { Placed } from '../place/place.js';
import type { Profile } from '../profile/schema.js';
import type { ReadySpec } from '../profile/ready-schema.js';
import { targetDied } from './target-condition.js';
import type { TemplateValues } from '../profile/template.js';
import { fillTemplate } from '../profile/template.js';

/** How many of the target's last log lines an error shows. */
const SHOWN_LOG_LINES = 20;

const POLL_MS = 50;

/** Waits until the target, then each of its companions, can be used. */
export async function waitReady(
  profile: Profile,
  placed: Placed,
  values: TemplateValues,
  signal: AbortSignal,
): Promise<void> {
  if (profile.ready) await waitFor('the target', profile.ready, { placed, values, signal });
  const companions = 'companions' in profile.start ? profile.start.companions : {};
  for (const [name, { ready }] of Object.entries(companions)) {
    if (ready) await waitFor(name, ready, { placed, values, signal });
  }
}

interface Waiting {
  placed: Placed;
  values: TemplateValues;
  signal: AbortSignal;
}

async function waitFor(name: string, ready: ReadySpec, waiting: Waiting): Promise<void> {
  const { instance } = waiting.placed;
  const startMs = performance.now();
  const elapsedS = (): number => (performance.now() - startMs) / 1000;
  let firstAnswerS: number | null = null;
  for (;;) {
    waiting.signal.throwIfAborted();
    if (!instance.running()) throw await targetDied(waiting.placed, 'before it was ready');
    const state = await stateOf(ready, waiting);
    if (state === 'complete') return;
    if (state === 'partial') {
      firstAnswerS ??= elapsedS();
      if ('http' in ready && elapsedS() - firstAnswerS >= ready.complete_s) return;
    } else if (elapsedS() > ready.timeout_s) throw await neverReady(name, instance, ready.timeout_s);
    await delay(POLL_MS, undefined, { signal: waiting.signal });
  }
}

/** Whether it answers, and with all that a complete answer holds. */
async function stateOf(ready: ReadySpec, waiting: Waiting): Promise<'no' | 'partial' | 'complete'> {
  const { placed, values, signal } = waiting;
  if ('http' in ready) {
    const url = fillTemplate(ready.http, values, 'ready.http');
    const answer = await httpGet(url, { timeoutS: 5, signal }).catch(() => null);
    if (answer === null || answer.status < 200 || answer.status >= 300) return 'no';
    return holdsAll(answer.body, ready.complete) ? 'complete' : 'partial';
  }
  const argv = ready.command.map((part, i) => fillTemplate(part, values, `ready.command[${i}]`));
  return (await placed.exec(argv, { timeoutS: 5 })).code === 0 ? 'complete' : 'no';
}

function holdsAll(body: string, paths: readonly string[]): boolean {
  if (paths.length === 0) return true;
  try {
    const value: unknown = JSON.parse(body);
    return paths.every((path) => atPath(value, path) !== undefined);
  } catch {
    return false;
  }
}

async function neverReady(name: string, instance: Instance, timeoutS: number): Promise<Error> {
  return notMeasured(
    'MEDKIT_NOT_READY',
    `${name} was not ready after ${timeoutS} s${await logText(instance)}`,
  );
}

async function logText(instance: Instance): Promise<string> {
  const lines = await instance.logTail(SHOWN_LOG_LINES);
  return lines.length === 0
    ? '; it printed nothing'
    : `; its last lines:\n${lines.map((line) => `  | ${line}`).join('\n')}`;
}
