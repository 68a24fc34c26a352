import type { Fault } from './fault.js';
import { fillJson, fillUrl } from './fill-fault.js';
import type { HttpCall } from './http-call.js';
import { httpCall, requireSuccess } from './http-call.js';
import type { FaultSender } from './injection.js';
import { InjectionError } from './injection.js';
import { sendEach } from './send-each.js';

/** A request for one fault; `{code}`, `{severity}`, `{description}`, `{source_id}` stand for its fields. */
export interface HttpTemplate {
  url: string;
  method: string;
  headers?: Record<string, string>;
  body?: unknown;
}

export interface HttpSenderOptions {
  inject: HttpTemplate;
  clear?: HttpTemplate;
  timeoutS?: number;
}

/** Where a gateway offers its fault manager's services as operations of an app. */
export function gatewayTemplates(baseUrl: string, app = 'fault_manager'): Required<HttpSenderOptions> {
  const operation = (name: string): string =>
    `${baseUrl.replace(/\/+$/, '')}/api/v1/apps/${app}/operations/${name}/executions`;
  return {
    inject: {
      url: operation('report_fault'),
      method: 'POST',
      body: {
        parameters: {
          fault_code: '{code}',
          event_type: 0,
          severity: '{severity}',
          description: '{description}',
          source_id: '{source_id}',
        },
      },
    },
    clear: {
      url: operation('clear_fault'),
      method: 'POST',
      body: { parameters: { fault_code: '{code}', skip_correlation_auto_clear: false } },
    },
    timeoutS: 30,
  };
}

/** Reports faults with one HTTP request each, all on connections of their own. */
export function httpSender(options: HttpSenderOptions): FaultSender {
  const { inject, clear, timeoutS = 30 } = options;
  const callFor = (template: HttpTemplate, fault: Fault): HttpCall => ({
    ...template,
    url: fillUrl(template.url, fault),
    ...(template.body === undefined ? {} : { body: fillJson(template.body, fault) }),
    timeoutS,
  });
  const perform = async (call: HttpCall): Promise<{ startMs: number }> => {
    const reply = await httpCall(call);
    requireSuccess(call, reply);
    const refusal = refusalIn(reply.body);
    if (refusal) throw new InjectionError(`${call.url}: ${refusal}`, reply.startMs);
    return { startMs: reply.startMs };
  };
  return sendEach({
    send: (fault, signal) => perform({ ...callFor(inject, fault), signal }),
    clear: clear
      ? async (code) => {
          await perform(callFor(clear, { code, severity: 0, description: '', sourceId: '' }));
        }
      : null,
  });
}

// A service call that went through may still say no: {parameters: {accepted: false}}.
function refusalIn(body: string): string | null {
  try {
    const { parameters } = JSON.parse(body) as { parameters?: Record<string, unknown> };
    if (parameters?.['accepted'] === false) return 'the fault manager did not accept it';
    if (parameters?.['success'] === false) {
      return `the fault manager refused: ${String(parameters['message'] ?? 'no reason')}`;
    }
  } catch {
    // Not JSON, so nothing said no.
  }
  return null;
}
