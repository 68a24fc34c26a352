import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from './fault.js';
import { fillJson } from './fill-fault.js';
import type { HttpCall, HttpReply } from './http-call.js';
import { httpCall, requireSuccess } from './http-call.js';
import type { FaultSender } from './injection.js';
import { InjectionError } from './injection.js';
import { sendEach } from './send-each.js';

export interface ScriptsSenderOptions {
  baseUrl: string;
  /** Whose scripts, for example `components/nav2-stack`. */
  entity: string;
  /** The script that injects. */
  script: string;
  /** The script that puts things right again. */
  clearScript?: string;
  /** Parameters of the script; the fields of the fault may stand in them. */
  parameters?: Record<string, unknown>;
  headers?: Record<string, string>;
  /** Until an execution must be over. */
  timeoutS?: number;
  pollS?: number;
}

/**
 * Injects by running a script that the gateway offers, and waits until it has run. One execution
 * a fault; a gateway that runs only so many at once refuses the rest, which are named.
 */
export function scriptsSender(options: ScriptsSenderOptions): FaultSender {
  const { script, clearScript } = options;
  let cleared: Promise<unknown> | null = null;
  return sendEach({
    send: (fault, signal) => execute(options, script, fault, signal),
    clear:
      clearScript === undefined
        ? null
        : async (code) => {
            const fault = { code, severity: 0, description: '', sourceId: '' };
            // It puts everything right at once: running it for each fault would only cost.
            cleared ??= execute(options, clearScript, fault, new AbortController().signal);
            await cleared;
          },
  });
}

async function execute(
  options: ScriptsSenderOptions,
  script: string,
  fault: Fault,
  signal: AbortSignal,
): Promise<{ startMs: number }> {
  const { timeoutS = 60, pollS = 0.25 } = options;
  const base = options.baseUrl.replace(/\/+$/, '');
  const url = `${base}/api/v1/${options.entity}/scripts/${encodeURIComponent(script)}/executions`;
  const ask = async (call: Pick<HttpCall, 'url' | 'method' | 'body'>): Promise<HttpReply> => {
    const full: HttpCall = {
      ...call,
      ...(options.headers ? { headers: options.headers } : {}),
      timeoutS: 30,
      signal,
    };
    const reply = await httpCall(full);
    requireSuccess(full, reply);
    return reply;
  };
  const deadlineMs = performance.now() + timeoutS * 1000;
  const parameters = options.parameters ? { parameters: fillJson(options.parameters, fault) } : {};
  const started = await ask({ url, method: 'POST', body: { execution_type: 'now', ...parameters } });
  const { startMs } = started;
  const id = executionId(started, startMs);
  for (;;) {
    const reply = await ask({ url: `${url}/${encodeURIComponent(id)}`, method: 'GET' });
    const { status, error } = parse(reply.body) as { status?: string; error?: { message?: string } };
    if (status === 'completed') return { startMs };
    if (status === 'failed' || status === 'terminated') {
      throw new InjectionError(`script ${script} ${status}: ${error?.message ?? 'no reason given'}`, startMs);
    }
    if (performance.now() + pollS * 1000 > deadlineMs) {
      throw new InjectionError(
        `script ${script} was still ${status ?? 'unknown'} after ${timeoutS} s`,
        startMs,
      );
    }
    await delay(pollS * 1000, undefined, { signal });
  }
}

// The gateway says `id`; its own demo reads `execution_id` first.
function executionId(reply: HttpReply, startMs: number): string {
  const { id, execution_id: other } = parse(reply.body) as { id?: unknown; execution_id?: unknown };
  const found = id ?? other;
  if (typeof found === 'string' && found !== '') return found;
  throw new InjectionError(`the gateway named no execution: ${reply.body.slice(0, 200)}`, startMs);
}

function parse(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
