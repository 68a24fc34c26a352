import { runSuccessfully } from './command-sender.js';
import type { Fault } from './fault.js';
import { checkFaultCode } from './fault.js';
import type { FaultSender } from './injection.js';
import type { CommandRunner } from './run-command.js';
import { sendEach } from './send-each.js';

export interface Ros2SenderOptions {
  runner: CommandRunner;
  /** The `ros2` program, with whatever must stand before it. Default `['ros2']`. */
  command?: readonly string[];
  /** Namespace of the services. Default `/fault_manager`. */
  service?: string;
  timeoutS?: number;
}

/**
 * Reports faults with `ros2 service call`, a process for each. Every one of them starts Python and
 * discovers the graph for about a second: a burst of them is spread out. Prefer the long-lived client.
 */
export function ros2Sender(options: Ros2SenderOptions): FaultSender {
  const { runner, command = ['ros2'], service = '/fault_manager', timeoutS = 30 } = options;
  const call = async (name: string, type: string, request: Record<string, unknown>): Promise<void> => {
    const argv = [...command, 'service', 'call', `${service}/${name}`, `ros2_medkit_msgs/srv/${type}`];
    const said = await runSuccessfully(runner, [...argv, flowYaml(request)], timeoutS);
    if (/\b(accepted|success)=False\b/.test(said)) throw new Error(`${name}: the fault manager said no`);
  };
  return sendEach({
    send: async (fault) => {
      await call('report_fault', 'ReportFault', reportRequest(fault));
      return {};
    },
    clear: (code) => call('clear_fault', 'ClearFault', { fault_code: checkFaultCode(code) }),
  });
}

/** The fields of a ReportFault request. */
export function reportRequest(fault: Fault): Record<string, string | number> {
  return {
    fault_code: checkFaultCode(fault.code),
    event_type: 0,
    severity: fault.severity,
    description: fault.description,
    source_id: fault.sourceId,
  };
}

/**
 * A value as the YAML that `ros2 service call` reads: JSON, with every character outside of ASCII
 * escaped the way YAML does. Surrogate pairs become one `\U` escape, which JSON does not have.
 */
export function flowYaml(value: unknown): string {
  return JSON.stringify(value).replace(/[\u{7f}-\u{10ffff}]/gu, (character) => {
    const point = character.codePointAt(0) ?? 0;
    return point > 0xffff
      ? `\\U${point.toString(16).padStart(8, '0')}`
      : `\\u${point.toString(16).padStart(4, '0')}`;
  });
}
