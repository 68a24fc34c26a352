import { askProcess } from './ask-process.js';
import { commandSender } from './command-sender.js';
import type { Values } from './cli-options.js';
import { numberOption, requiredOption } from './cli-options.js';
import { gatewayTemplates, httpSender } from './http-sender.js';
import type { FaultSender } from './injection.js';
import { localCommand, reachThrough } from './local-command.js';
import { rosClientProgram, rosClientSender } from './ros-client-sender.js';
import { ros2Sender } from './ros2-sender.js';
import { scriptsSender } from './scripts-sender.js';

/** The way to inject that the command line asks for. @throws RangeError for options that do not go together */
export function openSender(values: Values, command: readonly string[]): FaultSender {
  const timeoutS = numberOption(values, 'timeout', 0.1);
  switch (values.via) {
    case 'http':
      return httpSender({ ...httpTemplates(values), timeoutS });
    case 'command':
      if (command.length === 0) throw new RangeError('--via command needs the command after --');
      return commandSender({ runner: localCommand(), inject: command, timeoutS });
    case 'scripts':
      return scriptsSender({
        baseUrl: requiredUrl(values),
        entity: requiredOption(values, 'entity'),
        script: requiredOption(values, 'script'),
        ...(values['clear-script'] === undefined ? {} : { clearScript: values['clear-script'] }),
        timeoutS,
      });
    case 'ros2': {
      const wrap = reach(values);
      const runner = localCommand();
      return ros2Sender({
        runner: { exec: (argv, options) => runner.exec(wrap([...argv]), options) },
        command: [...values.with, 'ros2'],
        service: values.service,
        timeoutS,
      });
    }
    case 'ros-client': {
      const argv = [...values.with, 'python3', '-c', rosClientProgram(), '--service', values.service];
      const client = askProcess(reach(values)(argv));
      return rosClientSender({ ask: client.ask, close: client.close, timeoutS });
    }
    default:
      throw new RangeError(`--via: '${values.via}' is none of http, command, scripts, ros2, ros-client`);
  }
}

function reach({ container, ssh }: Values): (argv: string[]) => string[] {
  return reachThrough({
    ...(container === undefined ? {} : { container }),
    ...(ssh === undefined ? {} : { ssh }),
  });
}

function httpTemplates(values: Values): Omit<Parameters<typeof httpSender>[0], 'timeoutS'> {
  if (values.url === undefined) {
    const { inject, clear } = gatewayTemplates(requiredUrl(values), values.app);
    return { inject, clear };
  }
  checkUrl('url', values.url);
  return {
    inject: {
      url: values.url,
      method: 'POST',
      ...(values.body === undefined ? {} : { body: jsonOption(values.body) }),
    },
    ...(values['clear-url'] === undefined ? {} : { clear: { url: values['clear-url'], method: 'DELETE' } }),
  };
}

/** The gateway's address. @throws RangeError when it is none */
export function requiredUrl(values: Values): string {
  return checkUrl('base-url', requiredOption(values, 'base-url'));
}

function checkUrl(name: string, text: string): string {
  if (/^https?:\/\/[^/]/.test(text) && URL.canParse(text)) return text;
  throw new RangeError(`--${name}: '${text}' is no http:// or https:// address`);
}

function jsonOption(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new RangeError(`--body is not JSON: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
