import { secretValues } from '../place/secret-value.js';
import type { Fault, FaultSender } from '@medkit-bench/fault-injector';
import {
  commandSender,
  httpSender,
  planFaults,
  ros2Sender,
  rosClientSender,
  scriptsSender,
} from '@medkit-bench/fault-injector';
import type { CommandRunner } from '../graph/count-entities.js';
import type { FaultsSpec } from '../profile/faults-schema.js';
import type { TemplateValues } from '../profile/template.js';
import { fillDeep, fillTemplate } from '../profile/template.js';
import type { Injector } from './burst.js';
import type { OpenStream } from '../place/beside-program.js';
import { startRosClient } from './ros-client.js';

/** How long one report of a fault may take. */
const TIMEOUT_S = 30;

/** The ways to deal with the place where the target lives. */
export interface InjectorPlace extends CommandRunner {
  stream?: OpenStream;
}

/** The injector that a profile describes. */
export function profileInjector(spec: FaultsSpec, values: TemplateValues, place: InjectorPlace): Injector {
  const sender = senderOf(spec, values, place);
  return {
    prepare: () => sender.prepare(),
    burst: (count, signal) => sender.burst({ faults: faultsOf(spec, count), paceS: 0, signal }),
    // The instance is torn down next; a fault that cannot be taken back is not lost on anybody else.
    clear: async (codes) => void (await sender.clear(codes)),
    close: () => sender.close(),
  };
}

function faultsOf({ inject }: FaultsSpec, count: number): Fault[] {
  if (inject.kind !== 'ros2' && inject.kind !== 'ros-client') return planFaults(count);
  const { severity, source_id: sourceId, description } = inject;
  return planFaults(count, { severity, sourceId, description });
}

// What the injector itself puts in must come through our own placeholders untouched.
const FAULT_FIELDS = {
  code: '{code}',
  severity: '{severity}',
  description: '{description}',
  source_id: '{source_id}',
};

function senderOf(spec: FaultsSpec, given: TemplateValues, place: InjectorPlace): FaultSender {
  const { inject } = spec;
  const values: TemplateValues = { ...given, ...FAULT_FIELDS };
  const fill = (text: string, where: string): string => fillTemplate(text, values, `faults.inject.${where}`);
  switch (inject.kind) {
    case 'http':
      return httpSender({
        inject: requestOf(inject, values, 'faults.inject'),
        ...(spec.clear?.kind === 'http' ? { clear: requestOf(spec.clear, values, 'faults.clear') } : {}),
        timeoutS: TIMEOUT_S,
      });
    case 'command':
      return commandSender({
        runner: place,
        inject: inject.command.map((part, i) => fill(part, `command[${i}]`)),
        ...(spec.clear?.kind === 'command'
          ? {
              clear: spec.clear.command.map((part, i) =>
                fillTemplate(part, values, `faults.clear.command[${i}]`),
              ),
            }
          : {}),
        timeoutS: TIMEOUT_S,
      });
    case 'scripts':
      return scriptsSender({
        baseUrl: fill(inject.base_url, 'base_url'),
        entity: fill(inject.entity, 'entity'),
        script: fill(inject.script, 'script'),
        ...(inject.clear_script === undefined
          ? {}
          : { clearScript: fill(inject.clear_script, 'clear_script') }),
        ...(inject.parameters === undefined
          ? {}
          : {
              parameters: fillDeep(inject.parameters, values, 'faults.inject.parameters') as Record<
                string,
                unknown
              >,
            }),
        headers: headersOf(inject.headers, values, 'faults.inject.headers'),
      });
    case 'ros2':
      return ros2Sender({
        runner: place,
        command: inject.command.map((part, i) => fill(part, `command[${i}]`)),
        service: fill(inject.service, 'service'),
        timeoutS: TIMEOUT_S,
      });
    case 'ros-client': {
      const client = startRosClient({
        python: inject.python.map((part, i) => fill(part, `python[${i}]`)),
        service: fill(inject.service, 'service'),
        place,
      });
      return rosClientSender({ ask: client.ask, close: client.close, timeoutS: TIMEOUT_S });
    }
  }
}

type Request = Extract<FaultsSpec['inject'] | NonNullable<FaultsSpec['clear']>, { kind: 'http' }>;

function requestOf(
  action: Request,
  values: TemplateValues,
  where: string,
): { url: string; method: string; headers: Record<string, string>; body?: unknown } {
  return {
    url: fillTemplate(action.url, values, `${where}.url`),
    method: action.method,
    headers: headersOf(action.headers, values, `${where}.headers`),
    ...(action.body === undefined ? {} : { body: fillDeep(action.body, values, `${where}.body`) }),
  };
}

/** Headers with their placeholders replaced; `$NAME` takes the value of a variable of ours. */
function headersOf(
  headers: Readonly<Record<string, string>>,
  values: TemplateValues,
  where: string,
): Record<string, string> {
  return secretValues(fillDeep(headers, values, where) as Record<string, string>, where);
}
